package io.strongroom.chaos.suite.nemesis.disk;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The power fails: what was written and not synced is gone, and the node starts from what its disk
 * has after the file system replayed its journal.
 *
 * <p>The nodes are frozen first, all at the same time; then their file systems are shut down where
 * they are, and the processes killed. Covered: every write, rename and removal that the node's
 * program did not sync, to the page, and in the order in which ext4 would lose it, without its
 * kindness towards programs that rename and do not sync. Not covered: a drive that has told that a
 * write is on disk and loses it, or writes half of a sector: whatever ext4 has handed to the disk
 * is there; nor any file system but ext4.
 */
public record PowerCut(Victims whom) implements Nemesis {
    @Override
    public String kind() {
        return "power-cut";
    }

    @Override
    public String label() {
        return "power cut of " + whom.words();
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        new Strike(this, whom).carryOut(ground, hold, new Darkness());
    }

    private static final class Darkness implements Strike.Harm {
        /** Longer ago than this the kernel has written everything back by itself. */
        private static final long UNSYNCED_MILLIS = 90_000;

        private static final String CANARY = "canary";
        private static final String SONG = "nobody synced this";

        private final Map<Host, Pages> before = new HashMap<>();

        @Override
        public void inject(Host host) throws StageException, InterruptedException {
            injectAll(List.of(host));
        }

        @Override
        public void injectAll(List<Host> victims) throws StageException, InterruptedException {
            for (Host victim : victims) {
                victim.pause();
            }
            for (Host victim : victims) {
                // Through the page cache: what the node has written, synced or not.
                before.put(victim, lately(victim));
            }
            for (Host victim : victims) {
                sing(victim);
                victim.disk().cutPower();
            }
            for (Host victim : victims) {
                victim.kill();
            }
        }

        private static void sing(Host host) throws StageException {
            try {
                Files.writeString(canary(host), SONG);
            } catch (IOException e) {
                throw new StageException(host + "'s disk takes nothing: " + e, e);
            }
        }

        private static Pages lately(Host host) throws StageException {
            try {
                return Pages.read(
                        host.disk().folder(), System.currentTimeMillis() - UNSYNCED_MILLIS);
            } catch (IOException e) {
                throw new StageException(host + "'s disk cannot be read: " + e, e);
            }
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            boolean replays = host.disk().restorePower();
            try {
                Path canary = canary(host);
                boolean silent = !Files.exists(canary) || !Files.readString(canary).equals(SONG);
                Files.deleteIfExists(canary);
                Pages was = before.getOrDefault(host, new Pages(Map.of()));
                Pages.Loss loss = was.lostIn(host.disk().folder());
                return new Strike.Effect(
                        silent && replays,
                        "%s lost %,d pages of 4 KiB that it had not synced%s, and %s; %s"
                                .formatted(
                                        host,
                                        loss.pages(),
                                        loss.pages() > 0 ? " (" + loss.files() + ")" : "",
                                        silent ? "the suite's own" : "not the suite's own",
                                        replays
                                                ? "its journal was replayed"
                                                : "there was no journal to replay"));
            } catch (IOException e) {
                throw new StageException(host + "'s disk cannot be read: " + e, e);
            }
        }

        @Override
        public void heal(Host host) throws StageException, InterruptedException {
            if (host.state().paused()) {
                host.resume();
            }
            if (host.disk().isCut() && host.state().running()) {
                host.kill();
            }
            var _ = host.disk().restorePower();
            try {
                Files.deleteIfExists(canary(host));
            } catch (IOException e) {
                throw new StageException(canary(host) + ": " + e, e);
            }
            if (!host.state().running()) {
                host.start();
            }
        }

        private static Path canary(Host host) {
            return host.disk().folder().resolve(CANARY);
        }
    }
}
