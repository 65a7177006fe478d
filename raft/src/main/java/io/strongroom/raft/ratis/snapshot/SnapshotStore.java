package io.strongroom.raft.ratis.snapshot;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.ratis.disk.DurableFiles;

import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The snapshots on this node's disk. Holds only such whose every byte agrees with their manifest.
 * Thread-safe.
 *
 * <p>Ratis puts what it receives into {@code incoming} and then replaces the whole folder {@code
 * snapshots} by it, in two moves (reliability finding F6): nothing else may live there. Our own are
 * made in {@code making}, all three in the log's folder and so on one file system.
 */
public final class SnapshotStore implements StateMachineStorage {
    private static final Logger log = LoggerFactory.getLogger(SnapshotStore.class);

    /** The newest, and the one before it for whoever is just being sent it. */
    private static final int RETAINED = 2;

    private final Path root;
    private final Path snapshots;
    private final Path incoming;
    private final Path making;
    private final List<StoredSnapshot> stored = new ArrayList<>();
    private boolean replacing;
    private volatile @Nullable StoredSnapshot latest;

    /**
     * @param root the log's folder
     */
    public SnapshotStore(Path root) {
        this.root = root;
        this.snapshots = root.resolve("snapshots");
        this.incoming = root.resolve("incoming");
        this.making = root.resolve("making");
    }

    /** Removes what a crash has left, and keeps of the rest what is intact. */
    synchronized void open() throws IOException {
        undoHalfReplacement();
        Durably.deleteTree(incoming);
        Durably.deleteTree(making);
        Files.createDirectories(snapshots);
        Files.createDirectories(incoming);
        Files.createDirectories(making);
        replacing = false;
        load();
        Durably.forceTree(snapshots);
        DurableFiles.force(root);
    }

    /** Between Ratis' two moves there is no folder of snapshots at all. */
    private void undoHalfReplacement() throws IOException {
        String name = Durably.name(snapshots);
        for (Path path : Durably.list(root)) {
            String other = Durably.name(path);
            if (!other.startsWith(name) || other.equals(name)) {
                continue;
            }
            if (Files.exists(snapshots)) {
                Durably.deleteTree(path);
            } else {
                log.atWarn().addKeyValue("from", path).log("snapshots_moved_back");
                Files.move(path, snapshots, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private void load() throws IOException {
        stored.clear();
        for (Path folder : Durably.list(snapshots)) {
            try {
                Manifest manifest = Manifest.verify(folder);
                stored.add(new StoredSnapshot(folder, manifest));
            } catch (IOException damaged) {
                log.atError()
                        .addKeyValue("reason", damaged.getMessage())
                        .log("snapshot_damaged_removed");
                Durably.deleteTree(folder);
            }
        }
        stored.sort(Comparator.comparingLong(snapshot -> snapshot.position().index()));
        latest = stored.isEmpty() ? null : stored.getLast();
    }

    /** An empty folder for the state machine to fill. At most one snapshot is made at a time. */
    Path begin() throws IOException {
        Durably.deleteTree(making);
        return Files.createDirectories(making.resolve(Manifest.STATE));
    }

    /**
     * Vouches for what the state machine has put into the folder of {@link #begin}, makes it
     * durable and shows it to Ratis. Reads all of it: not for the thread that applies.
     *
     * @return false when a received snapshot was faster
     */
    boolean publish(LogPosition position) throws IOException {
        Manifest manifest = Manifest.describe(position, making);
        manifest.write(making);
        Durably.forceTree(making);
        synchronized (this) {
            if (replacing || latestIndex() >= position.index()) {
                Durably.deleteTree(making);
                return false;
            }
            Path folder = snapshots.resolve(StoredSnapshot.folderName(position));
            Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.force(snapshots);
            DurableFiles.force(root);
            StoredSnapshot published = new StoredSnapshot(folder, manifest);
            stored.add(published);
            latest = published;
            return true;
        }
    }

    /** Removes all but the newest two, and what is being sent. */
    synchronized void retain() throws IOException {
        for (StoredSnapshot old : List.copyOf(stored.subList(0, surplus(RETAINED)))) {
            if (!old.isInUse()) {
                remove(old);
            }
        }
    }

    /** Removes all but the newest; who was being sent another one is sent the newest. */
    synchronized void retainNewestOnly() throws IOException {
        for (StoredSnapshot old : List.copyOf(stored.subList(0, surplus(1)))) {
            remove(old);
        }
    }

    private int surplus(int retained) {
        return replacing ? 0 : Math.max(0, stored.size() - retained);
    }

    private void remove(StoredSnapshot old) throws IOException {
        stored.remove(old);
        Durably.deleteTree(old.folder());
    }

    /**
     * Confirms what Ratis has received, before Ratis puts it in the place of our snapshots and
     * drops the log behind it. Until {@link #installed} no snapshot of our own is published.
     *
     * @throws IOException when it is not intact: it is removed, and the leader sends another
     */
    public synchronized void accept() throws IOException {
        int complete = 0;
        for (Path transfer : Durably.list(incoming)) {
            // Transfers that broke off have no manifest; the leader begins anew under another name.
            List<Path> folders = Durably.list(transfer);
            if (folders.size() == 1
                    && Files.exists(folders.getFirst().resolve(Manifest.NAME))
                    && isIntact(folders.getFirst())) {
                Durably.forceTree(transfer);
                complete++;
            } else {
                Durably.deleteTree(transfer);
            }
        }
        if (complete != 1) {
            throw new IOException("the received snapshot is not intact and was refused");
        }
        DurableFiles.force(incoming);
        replacing = true;
    }

    private static boolean isIntact(Path folder) throws IOException {
        removeMarks(folder);
        try {
            Manifest.verify(folder);
            return true;
        } catch (IOException damaged) {
            log.atError()
                    .addKeyValue("reason", damaged.getMessage())
                    .log("received_snapshot_refused");
            return false;
        }
    }

    /** Ratis puts a file with its MD5 beside each file; nobody reads them. */
    private static void removeMarks(Path folder) throws IOException {
        for (Path path : Durably.list(folder)) {
            if (Files.isDirectory(path)) {
                removeMarks(path);
            }
            Path mark = path.resolveSibling(Durably.name(path) + MD5FileUtil.MD5_SUFFIX);
            if (Files.isRegularFile(path) && Files.exists(mark)) {
                Files.delete(mark);
            }
        }
    }

    /** Takes over what Ratis has put in the place of our snapshots; empty when it is damaged. */
    public synchronized Optional<LogPosition> installed() throws IOException {
        load();
        Durably.forceTree(snapshots);
        DurableFiles.force(root);
        replacing = false;
        return latestPosition();
    }

    /** The state in the newest snapshot. */
    public Optional<Path> latestState() {
        return Optional.ofNullable(latest).map(StoredSnapshot::state);
    }

    public Optional<LogPosition> latestPosition() {
        return Optional.ofNullable(latest).map(StoredSnapshot::position);
    }

    long latestIndex() {
        return latestPosition().orElse(LogPosition.NONE).index();
    }

    synchronized long oldestIndex() {
        return stored.isEmpty() ? -1 : stored.getFirst().position().index();
    }

    @Override
    public void init(RaftStorage storage) {}

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return latest;
    }

    @Override
    public void format() {}

    /** Ratis asks for it on the thread that applies; ours are removed by {@link #retain}. */
    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) {}

    @Override
    public File getSnapshotDir() {
        return snapshots.toFile();
    }

    @Override
    public File getTmpDir() {
        return incoming.toFile();
    }
}
