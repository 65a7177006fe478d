package io.strongroom.chaos.fault;

import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.rocks.RocksStorage;
import io.strongroom.storage.view.StateView;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a node's files. */
final class StoredBytes {
    private StoredBytes() {}

    /** The sealed values of all versions of a secret, from the database of a stopped node. */
    static List<String> sealed(Path nodeFolder, String vault, String secret) {
        try (RocksStorage storage = RocksStorage.open(nodeFolder.resolve("data/state"));
                StateView view = storage.view()) {
            return view.secrets().versionsByAge(VaultName.of(vault), new ItemName(secret)).stream()
                    .map(SecretVersion::sealedValue)
                    .map(bytes -> latin1(bytes.toArray()))
                    .toList();
        }
    }

    /** The latest versions of a vault's secrets in the database of a stopped node. */
    static List<SecretVersion> secrets(Path nodeFolder, String vault) {
        try (RocksStorage storage = RocksStorage.open(nodeFolder.resolve("data/state"));
                StateView view = storage.view()) {
            return view.secrets().list(VaultName.of(vault), "", Integer.MAX_VALUE);
        }
    }

    /** The files of a node, of whatever kind, that hold any of the texts. */
    static List<Path> holding(Path nodeFolder, List<String> texts) throws IOException {
        try (Stream<Path> walk = Files.walk(nodeFolder)) {
            return walk.filter(Files::isRegularFile).filter(file -> holds(file, texts)).toList();
        } catch (UncheckedIOException removedMeanwhile) {
            if (removedMeanwhile.getCause() instanceof NoSuchFileException) {
                return holding(nodeFolder, texts);
            }
            throw removedMeanwhile;
        }
    }

    private static boolean holds(Path file, List<String> texts) {
        try {
            String content = latin1(Files.readAllBytes(file));
            return texts.stream().anyMatch(content::contains);
        } catch (NoSuchFileException removedMeanwhile) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One char per byte. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
