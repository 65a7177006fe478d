package io.strongroom.storage.rocks;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.StorageException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A snapshot: a folder with a marker file and, in a sub folder, a complete database. */
final class SnapshotFolder {
    private static final Pattern MARK =
            Pattern.compile(
                    "(strongroom snapshot 1: has all up to entry (-?\\d{1,18}) of term"
                            + " (\\d{1,18})); sum ([0-9a-f]{8})\n");

    private final Path folder;
    private final Path marker;

    SnapshotFolder(Path folder) {
        this.folder = folder;
        this.marker = folder.resolve("strongroom-snapshot");
    }

    /** Where RocksDB's files are; RocksDB makes it. */
    Path files() {
        return folder.resolve("db");
    }

    /** Written last: without it the folder is no snapshot. */
    void complete(LogPosition position) {
        String words =
                "strongroom snapshot 1: has all up to entry "
                        + position.index()
                        + " of term "
                        + position.term();
        try {
            Files.writeString(
                    marker,
                    words + "; sum " + Marker.sum(words) + "\n",
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new StorageException("the snapshot " + folder + " cannot be written", e);
        }
    }

    /** Up to where the snapshot says that it goes. */
    LogPosition position() {
        try {
            Matcher mark = MARK.matcher(Files.readString(marker, StandardCharsets.ISO_8859_1));
            if (mark.matches() && Marker.sum(mark.group(1)).equals(mark.group(4))) {
                return new LogPosition(
                        Long.parseLong(mark.group(3)), Long.parseLong(mark.group(2)));
            }
            throw new StorageException(
                    "the snapshot " + folder + " is damaged or of a newer version");
        } catch (IOException e) {
            throw new StorageException("the snapshot " + folder + " cannot be read", e);
        }
    }
}
