package io.strongroom.chaos.suite.nemesis.disk;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Disk;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The power fails: what was written and not synced is gone, and the node starts from what its disk
 * has after the file system replayed its journal.
 *
 * <p>The nodes' file systems are shut down while the nodes write, all within a millisecond or two,
 * and the processes killed some tenths of a second later; between the two each write and each sync
 * of theirs fails. Before that every sync takes longer for a moment, so that there is something to
 * lose. Covered: every write, rename and removal that the node's program did not sync, to the page,
 * and in the order in which ext4 would lose it, without its kindness towards programs that rename
 * and do not sync. Not covered: a drive that has told that a write is on disk and loses it, or
 * writes half of a sector: whatever ext4 has handed to the disk is there; nor any file system but
 * ext4.
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
        new Strike(this, whom).carryOut(ground, hold, new Darkness(ground));
    }

    @Override
    public boolean needsPreload() {
        return true;
    }

    private static final class Darkness implements Strike.Harm {
        /** Longer ago than this the kernel has written everything back by itself. */
        private static final long UNSYNCED_MILLIS = 90_000;

        /** What is written within it is not synced when the power fails. */
        private static final Duration SYNC_DELAY = Duration.ofMillis(250);

        private static final int LOOKS = 5;

        /** How often at most: now and then a node has synced all it has written. */
        private static final int CUTS = 4;

        private static final Duration SERVES_WITHIN = Duration.ofSeconds(60);

        /** Until every sync under way is one of those that take longer. */
        private static final Duration BEFORE = Duration.ofMillis(600);

        private final Ground ground;
        private final Map<Host, Pages> before = new HashMap<>();

        private Darkness(Ground ground) {
            this.ground = ground;
        }

        @Override
        public void inject(Host host) throws StageException, InterruptedException {
            injectAll(List.of(host));
        }

        @Override
        public void injectAll(List<Host> victims) throws StageException, InterruptedException {
            Map<Host, PageCache> written = new HashMap<>();
            try {
                for (Host victim : victims) {
                    victim.faults().setSyncDelay(SYNC_DELAY);
                }
                // Nothing outside tells which syncs began before the delay: all are over by then.
                Thread.sleep(BEFORE);
                for (Host victim : victims) {
                    written.put(victim, lately(victim));
                }
                Disk.cutPower(victims.stream().map(Host::disk).toList());
                for (Host victim : victims) {
                    end(victim);
                }
                written.forEach((victim, cache) -> before.put(victim, cache.read()));
            } finally {
                written.values().forEach(PageCache::close);
            }
        }

        /** A node whose every write fails may have ended by itself. */
        private static void end(Host host) throws StageException {
            try {
                if (host.state().running()) {
                    host.kill();
                }
            } catch (StageException e) {
                if (host.state().running()) {
                    throw e;
                }
            }
        }

        private static PageCache lately(Host host) throws StageException {
            for (int left = LOOKS - 1; ; left--) {
                try {
                    return PageCache.open(
                            host.disk().folder(), System.currentTimeMillis() - UNSYNCED_MILLIS);
                } catch (IOException | UncheckedIOException e) {
                    // The node has just removed a folder of it, perhaps.
                    if (left == 0) {
                        throw new StageException(host + "'s disk cannot be read: " + e, e);
                    }
                }
            }
        }

        /** Of one node alone until it has lost something; of several one is enough. */
        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            Strike.Effect after = lost(host);
            String evidence = after.evidence();
            for (int left = CUTS - 1; left > 0 && before.size() == 1 && !after.bit(); left--) {
                host.start();
                // Whether it ever serves is judged after the fault.
                if (!ground.watch().awaitServing(host.id(), SERVES_WITHIN)) {
                    break;
                }
                inject(host);
                after = lost(host);
                evidence += "; then it served, and once more " + after.evidence();
            }
            return new Strike.Effect(after.outcome(), evidence);
        }

        private Strike.Effect lost(Host host) throws StageException, InterruptedException {
            boolean replays = host.disk().restorePower();
            try {
                Pages was = before.getOrDefault(host, new Pages(Map.of()));
                Pages.Loss loss = was.lostIn(host.disk().folder());
                return new Strike.Effect(
                        replays && loss.pages() > 0,
                        "%s lost %,d of its pages of 4 KiB that it had not synced%s, and %s"
                                .formatted(
                                        host,
                                        loss.pages(),
                                        loss.pages() > 0 ? " (" + loss.files() + ")" : "",
                                        replays
                                                ? "its journal was replayed"
                                                : "there was no journal to replay"));
            } catch (IOException e) {
                throw new StageException(host + "'s disk cannot be read: " + e, e);
            }
        }

        /** One of several may have synced all it had. */
        @Override
        public boolean hitsEach() {
            return false;
        }

        @Override
        public void heal(Host host) throws StageException, InterruptedException {
            host.faults().setSyncDelay(Duration.ZERO);
            if (host.disk().isCut() && host.state().running()) {
                host.kill();
            }
            var _ = host.disk().restorePower();
            if (!host.state().running()) {
                host.start();
            }
        }
    }
}
