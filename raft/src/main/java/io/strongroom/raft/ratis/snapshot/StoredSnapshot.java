package io.strongroom.raft.ratis.snapshot;

import io.strongroom.raft.LogPosition;

import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A complete snapshot on this node's disk, as Ratis wants to see it. Thread-safe.
 *
 * <p>Ratis asks for the files before each chunk that it sends; that tells when one is in use and
 * must not be removed under the sender.
 */
final class StoredSnapshot implements SnapshotInfo {
    /** Longer than any wait between two chunks of a transfer that will still succeed. */
    private static final Duration IN_USE = Duration.ofSeconds(60);

    private final LogPosition position;
    private final Path folder;
    private final List<FileInfo> files;
    private volatile long lastAskedNanos = System.nanoTime() - IN_USE.toNanos();

    /** The manifest is sent last: where it has arrived, everything has. */
    StoredSnapshot(Path folder, Manifest manifest) {
        this.position = manifest.position();
        this.folder = folder;
        Path state = folder.resolve(Manifest.STATE);
        this.files =
                Stream.concat(
                                manifest.files().keySet().stream().map(state::resolve),
                                Stream.of(folder.resolve(Manifest.NAME)))
                        .map(path -> new FileInfo(path, null))
                        .toList();
    }

    static String folderName(LogPosition position) {
        return "snap-%d_%d".formatted(position.term(), position.index());
    }

    LogPosition position() {
        return position;
    }

    Path folder() {
        return folder;
    }

    Path state() {
        return folder.resolve(Manifest.STATE);
    }

    boolean isInUse() {
        return System.nanoTime() - lastAskedNanos < IN_USE.toNanos();
    }

    @Override
    public TermIndex getTermIndex() {
        return TermIndex.valueOf(position.term(), position.index());
    }

    @Override
    public List<FileInfo> getFiles() {
        lastAskedNanos = System.nanoTime();
        return files;
    }

    @Override
    public String toString() {
        return folderName(position);
    }
}
