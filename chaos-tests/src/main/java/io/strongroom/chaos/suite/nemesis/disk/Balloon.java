package io.strongroom.chaos.suite.nemesis.disk;

import io.strongroom.chaos.suite.stage.Disk;
import io.strongroom.chaos.suite.stage.Machine;
import io.strongroom.chaos.suite.stage.StageException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that takes all the room that a disk has left. */
record Balloon(Disk disk) {
    private static final int PAGE = 4096;

    /** Until nothing more goes in, not a page; again, when the node has made room meanwhile. */
    public void fill() throws StageException, InterruptedException {
        long step = disk.freeBytes();
        while (step >= PAGE) {
            // Allocated and not written: it takes no time, and no room in the image.
            String from = Long.toString(size());
            try {
                var _ =
                        Machine.run(
                                "fallocate",
                                "-o",
                                from,
                                "-l",
                                Long.toString(step),
                                file().toString());
            } catch (StageException full) {
                // Free is more than can be had in one piece, or by anybody.
                step /= 2;
            }
            step = Math.min(step, disk.freeBytes());
        }
    }

    /** Gives all of it back. */
    public void burst() throws StageException {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new StageException(file() + " cannot be removed: " + e, e);
        }
    }

    private long size() throws StageException {
        try {
            return Files.exists(file()) ? Files.size(file()) : 0;
        } catch (IOException e) {
            throw new StageException(file() + ": " + e, e);
        }
    }

    private Path file() {
        return disk.folder().resolve("balloon");
    }
}
