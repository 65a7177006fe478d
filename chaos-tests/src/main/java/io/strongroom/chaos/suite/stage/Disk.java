package io.strongroom.chaos.suite.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A node's disk: a sparse image with an ext4 file system, mounted at the node's data folder. What
 * happens to it on this machine is seen by a container that runs, except for mounting: a container
 * sees the file system that was mounted when it was started. For one thread.
 */
public final class Disk {
    /** Five per cent of it, the nodes' low mark, leave room for logs and snapshots of hours. */
    private static final String SIZE = "2G";

    /**
     * Nothing that is kind to programs which forget to sync: no allocation ahead of a rename, and
     * the journal is written as seldom as the suite can wait for.
     */
    private static final String OPTIONS = "loop,noatime,noauto_da_alloc,commit=30";

    /**
     * EXT4_IOC_SHUTDOWN without a last write of the journal: the file system writes nothing more to
     * the image, whatever is in the page cache, and each use of it fails.
     */
    private static final String SHUT_DOWN =
            "my $how = pack('L', 2);"
                    + " my @all = map { open(my $f, '<', $_) or die $!; $f } @ARGV;"
                    + " for my $f (@all) { ioctl($f, 0x8004587D, $how) or die $!; }";

    private static final Duration LET_GO_WITHIN = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Path image;
    private final Path folder;
    private boolean cut;

    private Disk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** Makes the disk of a node that has no data yet, and mounts it. */
    static Disk lay(StagePlan plan, int node)
            throws IOException, StageException, InterruptedException {
        Path image = plan.diskImage(node);
        Files.createDirectories(image.getParent());
        Disk made = new Disk(image, Files.createDirectories(plan.nodeFolder(node).resolve("data")));
        var _ = Machine.run("truncate", "-s", SIZE, image.toString());
        // No share for root: the node is root, and a full disk must be full for it.
        var _ =
                Machine.run(
                        "mkfs.ext4",
                        "-q",
                        "-F",
                        "-m",
                        "0",
                        "-E",
                        "lazy_itable_init=1",
                        image.toString());
        made.mount();
        return made;
    }

    /** Where it is mounted: the node's data folder. */
    public Path folder() {
        return folder;
    }

    /** What the node can still write. */
    public long freeBytes() throws StageException {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new StageException(folder + ": " + e, e);
        }
    }

    /**
     * From this instant on nothing reaches those disks: what was written and not synced is lost
     * with the page cache. Their folders are of no use until {@link #restorePower}.
     */
    public static void cutPower(List<Disk> disks) throws StageException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("perl", "-e", SHUT_DOWN));
        for (Disk disk : disks) {
            disk.cut = true;
            command.add(disk.folder.toString());
        }
        var _ = Machine.run(command.toArray(String[]::new));
    }

    /** Whether nothing reaches it. */
    public boolean isCut() {
        return cut;
    }

    /**
     * Mounts again what has reached the disk, and replays its journal; nothing when its power was
     * not cut. To be called when the container has ended.
     *
     * @return whether there was a journal to replay
     */
    public boolean restorePower() throws StageException, InterruptedException {
        if (!cut) {
            return false;
        }
        unmount();
        boolean replays =
                Machine.run("dumpe2fs", "-h", image.toString()).contains("needs_recovery");
        mount();
        cut = false;
        return replays;
    }

    /** Unmounts it and removes the image; the data stay in the folder. */
    void remove() throws StageException, InterruptedException {
        var _ = restorePower();
        Path kept = folder.resolveSibling("data-kept");
        var _ = Machine.run("cp", "-a", "--sparse=always", folder.toString(), kept.toString());
        unmount();
        var _ = Machine.run("rmdir", folder.toString());
        var _ = Machine.run("mv", kept.toString(), folder.toString());
        var _ = Machine.run("rm", image.toString());
    }

    private void mount() throws StageException, InterruptedException {
        var _ = Machine.run("mount", "-o", OPTIONS, image.toString(), folder.toString());
    }

    /** The kernel lets go of it when the last container that saw it has gone. */
    private void unmount() throws StageException, InterruptedException {
        var _ = Machine.run("umount", folder.toString());
        long start = System.nanoTime();
        while (!Machine.run("losetup", "-j", image.toString()).isBlank()) {
            if (System.nanoTime() - start > LET_GO_WITHIN.toNanos()) {
                throw new StageException(image + " is still mounted somewhere");
            }
            Thread.sleep(POLL);
        }
    }
}
