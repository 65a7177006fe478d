package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretFile;
import io.strongroom.hsm.escrow.EscrowDocument;
import io.strongroom.hsm.escrow.OfficerKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The files that officers and operators hand to each other. */
final class EscrowFiles {
    private EscrowFiles() {}

    static String text(Path file) throws HsmException {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    static byte[] bytes(Path file) throws HsmException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new HsmException(
                    Kind.CONFIGURATION, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }

    static EscrowDocument document(Path file) throws HsmException {
        try {
            return EscrowDocument.parse(text(file));
        } catch (HsmException unusable) {
            throw new HsmException(unusable.kind(), file + ": " + unusable.getMessage(), unusable);
        }
    }

    static OfficerKey officerKey(Path file, Optional<Path> passphraseFile) throws HsmException {
        byte[] key = bytes(file);
        Optional<char[]> passphrase = Optional.empty();
        try {
            if (passphraseFile.isPresent()) {
                passphrase = Optional.of(SecretFile.read(passphraseFile.get()));
            }
            return OfficerKey.read(key, passphrase);
        } catch (HsmException unusable) {
            throw new HsmException(unusable.kind(), file + ": " + unusable.getMessage(), unusable);
        } finally {
            Arrays.fill(key, (byte) 0);
            passphrase.ifPresent(chars -> Arrays.fill(chars, '\0'));
        }
    }

    static void refuseExisting(Path file) throws HsmException {
        if (Files.exists(file)) {
            throw exists(file, null);
        }
    }

    private static HsmException exists(Path file, @Nullable Throwable cause) {
        String message = file + " exists and is not overwritten: choose another name";
        return cause == null
                ? new HsmException(Kind.CONFIGURATION, message)
                : new HsmException(Kind.CONFIGURATION, message, cause);
    }

    /** Writes a new file of mode 0600, on disk when this returns. */
    static void writeNew(Path file, String content) throws HsmException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer remaining = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (remaining.hasRemaining()) {
                channel.write(remaining);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException taken) {
            throw exists(file, taken);
        } catch (IOException failed) {
            throw new HsmException(
                    Kind.CONFIGURATION, "cannot write " + file + ": " + failed, failed);
        }
    }
}
