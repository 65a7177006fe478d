package io.strongroom.raft.ratis.snapshot;

import io.strongroom.raft.LogPosition;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a snapshot consists of: its position, and the size and SHA-256 of every file of the state,
 * under a SHA-256 of its own. Ratis neither forces what it receives nor has more than MD5 for it
 * (reliability finding F6), so nothing is believed that this does not confirm, byte for byte.
 *
 * @param files by path below {@link #STATE}, with slashes
 */
record Manifest(LogPosition position, SortedMap<String, Content> files) {
    /** The manifest's own name in the snapshot's folder. */
    static final String NAME = "manifest";

    /** The folder beside it that the state machine has filled. */
    static final String STATE = "state";

    private static final String FORMAT = "strongroom-snapshot 1";
    private static final int BUFFER_BYTES = 1 << 20;

    /**
     * One file.
     *
     * @param size in bytes
     * @param sha256 in hexadecimal
     */
    record Content(long size, String sha256) {}

    /** Reads what is in the state folder of a snapshot that is being made. */
    static Manifest describe(LogPosition position, Path folder) throws IOException {
        return new Manifest(position, contents(folder.resolve(STATE)));
    }

    /** Writes the manifest into the snapshot's folder, unforced. */
    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(NAME), text());
    }

    /**
     * Reads a snapshot's manifest and compares every byte of the snapshot with it.
     *
     * @throws IOException when anything is missing, damaged or too many; says what
     */
    static Manifest verify(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new IOException("snapshot " + folder + " has no manifest");
        }
        Manifest manifest = parse(file, Files.readAllBytes(file));
        SortedMap<String, Content> found = contents(folder.resolve(STATE));
        if (!found.equals(manifest.files())) {
            throw new IOException(
                    "snapshot %s is damaged: %s".formatted(folder, difference(manifest, found)));
        }
        return manifest;
    }

    private static String difference(Manifest manifest, Map<String, Content> found) {
        for (Map.Entry<String, Content> expected : manifest.files().entrySet()) {
            Content actual = found.get(expected.getKey());
            if (actual == null) {
                return "file " + expected.getKey() + " is missing";
            }
            if (actual.size() != expected.getValue().size()) {
                return "file %s has %d bytes instead of %d"
                        .formatted(expected.getKey(), actual.size(), expected.getValue().size());
            }
            if (!actual.equals(expected.getValue())) {
                return "file " + expected.getKey() + " has other content than was written";
            }
        }
        return "there are files that do not belong to it";
    }

    private String text() {
        StringBuilder text = new StringBuilder(FORMAT).append('\n');
        text.append("position ").append(position.term()).append(' ').append(position.index());
        text.append('\n');
        files.forEach((path, content) ->
                text.append("file ")
                        .append(content.size())
                        .append(' ')
                        .append(content.sha256())
                        .append(' ')
                        .append(path)
                        .append('\n'));
        String body = text.toString();
        return body + "sha256 " + hex(sha256().digest(bytes(body))) + "\n";
    }

    private static Manifest parse(Path file, byte[] content) throws IOException {
        String text = new String(content, StandardCharsets.UTF_8);
        int seal = text.lastIndexOf("sha256 ");
        String body = text.substring(0, Math.max(seal, 0));
        String own = "sha256 " + hex(sha256().digest(bytes(body))) + "\n";
        if (!text.equals(body + own)) {
            throw new IOException("manifest " + file + " is damaged");
        }
        List<String> lines = body.lines().toList();
        if (lines.size() < 2 || !lines.getFirst().equals(FORMAT)) {
            throw new IOException(
                    "manifest %s is not of the format [%s]: it comes from another version of Strongroom"
                            .formatted(file, FORMAT));
        }
        try {
            String[] position = lines.get(1).split(" ", 3);
            SortedMap<String, Content> files = new TreeMap<>();
            for (String line : lines.subList(2, lines.size())) {
                String[] parts = line.split(" ", 4);
                files.put(parts[3], new Content(Long.parseLong(parts[1]), parts[2]));
            }
            return new Manifest(
                    new LogPosition(Long.parseLong(position[1]), Long.parseLong(position[2])),
                    files);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("manifest " + file + " cannot be read", e);
        }
    }

    private static SortedMap<String, Content> contents(Path state) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(state)) {
            paths = walk.filter(path -> !Files.isDirectory(path)).toList();
        }
        SortedMap<String, Content> contents = new TreeMap<>();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (Path path : paths) {
            contents.put(state.relativize(path).toString(), content(path, buffer));
        }
        return contents;
    }

    private static Content content(Path path, byte[] buffer) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        try (InputStream in = Files.newInputStream(path)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        return new Content(size, hex(digest.digest()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
