package io.strongroom.chaos.suite.nemesis.host;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Steady;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.nemesis.network.Partition;
import io.strongroom.chaos.suite.nemesis.process.Kill;
import io.strongroom.chaos.suite.nemesis.process.Pause;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.Watch;
import io.strongroom.client.api.HealthJson;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The wall clocks of some nodes are wrong, and right again some time later. */
public record Clock(Victims whom, Wrong wrong) implements Nemesis {
    static final String KIND = "clock";

    /** How a clock is wrong. The clock that only runs on is always right. */
    public enum Wrong {
        SECONDS_AHEAD("2 s ahead", Duration.ofSeconds(2), 0),
        SECONDS_BEHIND("10 s behind", Duration.ofSeconds(-10), 0),
        AN_HOUR_AHEAD("1 h ahead", Duration.ofHours(1), 0),
        AN_HOUR_BEHIND("1 h behind", Duration.ofHours(-1), 0),
        DAYS_AHEAD("100 days ahead", Duration.ofDays(100), 0),
        /** Certificates are no longer valid. */
        YEARS_AHEAD("3 years ahead", Duration.ofDays(3 * 365), 0),
        FAST("5 % too fast", Duration.ZERO, 50_000),
        SLOW("5 % too slow", Duration.ZERO, -50_000);

        private final String words;
        private final Duration offset;
        private final long driftMillionths;

        Wrong(String words, Duration offset, long driftMillionths) {
            this.words = words;
            this.offset = offset;
            this.driftMillionths = driftMillionths;
        }

        boolean jumps() {
            return driftMillionths == 0;
        }

        /**
         * Whether a clock is seen to be wrong in this way.
         *
         * @param before true time before the clock was read, in nanoseconds
         * @param shown by the clock
         * @param after true time after that; with too much time between, nothing is seen
         */
        boolean isSeenIn(long before, long shown, long after) {
            if (!jumps()) {
                return driftMillionths > 0 ? shown > after : shown < before;
            }
            long ahead = offset.toNanos();
            return after - before < Math.abs(ahead) / 2
                    && shown >= before + ahead
                    && shown <= after + ahead;
        }
    }

    private static final int LOOKS = 20;

    /** A node looks at its clock every second, and cannot say so while it stands still. */
    private static final Duration SAID_WITHIN = Duration.ofSeconds(8);

    private static final Duration POLL = Duration.ofMillis(300);

    /** One wrong clock in all ways, and the others' in those that go farthest. */
    public static List<Nemesis> ways() {
        return List.of(
                new Clock(Victims.LEADER, Wrong.SECONDS_AHEAD),
                new Clock(Victims.LEADER, Wrong.AN_HOUR_BEHIND),
                new Clock(Victims.LEADER, Wrong.YEARS_AHEAD),
                new Clock(Victims.LEADER, Wrong.SLOW),
                new Clock(Victims.FOLLOWER, Wrong.SECONDS_BEHIND),
                new Clock(Victims.FOLLOWER, Wrong.AN_HOUR_AHEAD),
                new Clock(Victims.FOLLOWER, Wrong.YEARS_AHEAD),
                new Clock(Victims.MINORITY, Wrong.DAYS_AHEAD),
                new Clock(Victims.MINORITY, Wrong.AN_HOUR_BEHIND),
                new Clock(Victims.MINORITY, Wrong.FAST));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "clock of " + whom.words() + " " + wrong.words;
    }

    @Override
    public boolean goesWith(String kind) {
        return List.of(Kill.KIND, Pause.KIND, Partition.KIND).contains(kind);
    }

    @Override
    public boolean needsPreload() {
        return true;
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        // A node that suspects its clock does not lead.
        boolean election = whom.makesAnElection() && wrong.jumps();
        new Strike(this, whom, election)
                .carryOut(ground, hold, new WrongTime(wrong, ground.watch()));
    }

    private record WrongTime(Wrong wrong, Watch watch) implements Strike.Harm {
        @Override
        public void inject(Host host) throws StageException {
            host.faults().setOffset(wrong.offset);
            host.faults().setDrift(wrong.driftMillionths);
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            long ahead = 0;
            boolean seen = false;
            // On a busy machine much time can pass between two looks at a clock.
            for (int looks = 0; looks < LOOKS && !seen; looks++) {
                String dates =
                        Steady.run(
                                host,
                                "date +%s%N; " + host.faults().dateCommand() + "; date +%s%N");
                List<Long> nanos = dates.lines().map(Long::parseLong).toList();
                long before = nanos.getFirst();
                long shown = nanos.get(1);
                long after = nanos.getLast();
                seen = wrong.isSeenIn(before, shown, after);
                ahead = shown - before - (after - before) / 2;
            }
            return new Strike.Effect(
                    seen, "%s's clock was %+.3f s off%s".formatted(host, ahead / 1e9, said(host)));
        }

        /** What the node itself made of it. */
        private String said(Host host) throws InterruptedException {
            long start = System.nanoTime();
            while (wrong.jumps() && System.nanoTime() - start < SAID_WITHIN.toNanos()) {
                Optional<String> reason = watch.health(host.id()).map(HealthJson::reason);
                if (reason.filter(text -> text.contains("clock")).isPresent()) {
                    return ", and it said: " + reason.get();
                }
                Thread.sleep(POLL);
            }
            return wrong.jumps() ? ", and it said nothing of that" : "";
        }

        @Override
        public void heal(Host host) throws StageException {
            host.faults().setOffset(Duration.ZERO);
            host.faults().setDrift(0);
        }

        @Override
        public boolean silences() {
            return false;
        }
    }
}
