package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.RootKeysJson;
import io.strongroom.client.api.RotateRootKeyJson;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Waits until a new root key is in use and nothing is wrapped by an older one. The nodes do the
 * work: this may be broken off at any point, and watched again.
 *
 * @param progress receives a line when something has moved
 */
record RootRotation(AdminClient admin, PrintWriter progress, Settings settings) {
    /**
     * How to wait.
     *
     * @param patience without any progress
     * @param period between two looks
     */
    record Settings(Duration patience, Duration period) {}

    /** What is left stands still for too long. */
    static final class StalledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StalledException(String message) {
            super(message);
        }
    }

    /** The generation that is in use; 0 in an answer that names none. */
    static int current(RootKeysJson all) {
        return all.keys().stream()
                .filter(key -> key.state().equals("current"))
                .findFirst()
                .map(RootKeyJson::generation)
                .orElse(0);
    }

    /** Looks on until what is under way has ended; begins nothing. */
    RootKeysJson watch() throws InterruptedException {
        return watch(admin.rootKeys());
    }

    /** Begins one, unless one is under way or that generation is replaced, and sees it through. */
    RootKeysJson run(RotateRootKeyJson wanted) throws InterruptedException {
        return watch(admin.rotateRootKey(wanted));
    }

    private RootKeysJson watch(RootKeysJson first) throws InterruptedException {
        var now = first;
        var said = "";
        var movedAt = System.nanoTime();
        while (true) {
            var line = line(now);
            if (!line.equals(said)) {
                progress.println(line);
                said = line;
                movedAt = System.nanoTime();
            }
            if (isDone(now)) {
                return now;
            }
            if (System.nanoTime() - movedAt >= settings.patience().toNanos()) {
                throw new StalledException(
                        "nothing has moved for "
                                + settings.patience().toSeconds()
                                + " s ("
                                + said
                                + "): the log of the nodes that are missing, or of the leader, says"
                                + " why (root_rotation_waits). The nodes go on by themselves; watch"
                                + " them with strongroom hsm rotate --watch.");
            }
            Thread.sleep(settings.period().toMillis());
            now = admin.rootKeys();
        }
    }

    static boolean isDone(RootKeysJson now) {
        return now.keys().stream().noneMatch(key -> key.state().equals("new"))
                && now.dataKeysLeft() + now.keysLeft() == 0;
    }

    private static String line(RootKeysJson now) {
        var coming = now.keys().stream().filter(key -> key.state().equals("new")).findFirst();
        if (coming.isPresent()) {
            return "root key %d (%s) is in the HSM of the nodes %s; missing: %s"
                    .formatted(
                            coming.get().generation(),
                            coming.get().fingerprint(),
                            now.heldBy(),
                            now.missing());
        }
        var current = current(now);
        return isDone(now)
                ? "root key " + current + " wraps everything"
                : "root key %d is in use; left under older ones: %d data keys, %d keys"
                        .formatted(current, now.dataKeysLeft(), now.keysLeft());
    }
}
