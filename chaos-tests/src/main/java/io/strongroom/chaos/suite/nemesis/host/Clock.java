package io.strongroom.chaos.suite.nemesis.host;

import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.suite.admin.NodeLog;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clocks of some nodes are wrong, and right again some time later. Never a majority's:
 * checks of times excuse nothing by it.
 */
public record Clock(Victims whom, Wrong wrong) implements Nemesis {
    static final String KIND = Fault.CLOCK;

    /** How a clock is wrong. The clock that only runs on is always right. */
    public enum Wrong {
        SECONDS_AHEAD("2 s ahead", Duration.ofSeconds(2), 0),
        SECONDS_BEHIND("10 s behind", Duration.ofSeconds(-10), 0),
        AN_HOUR_AHEAD("1 h ahead", Duration.ofHours(1), 0),
        AN_HOUR_BEHIND("1 h behind", Duration.ofHours(-1), 0),
        DAYS_AHEAD("100 days ahead", Duration.ofDays(100), 0),
        DAYS_BEHIND("10 days behind", Duration.ofDays(-10), 0),
        /** Certificates are no longer valid. */
        YEARS_AHEAD("3 years ahead", Duration.ofDays(3 * 365), 0),
        /** Certificates are not valid yet. */
        A_YEAR_BEHIND("1 year behind", Duration.ofDays(-365), 0),
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
         * Whether a clock is seen to be wrong in this way, and not right.
         *
         * @param beforeMillis true time before the node told its own
         * @param toldMillis by the node, in whole seconds, and up to another one ago
         * @param afterMillis true time after that
         */
        boolean isSeenIn(long beforeMillis, long toldMillis, long afterMillis) {
            long latest = toldMillis + COARSE_MILLIS;
            boolean ahead = toldMillis > afterMillis;
            boolean behind = latest < beforeMillis;
            if (!jumps()) {
                return driftMillionths > 0 ? ahead : behind;
            }
            long by = offset.toMillis();
            return (ahead || behind)
                    && latest >= beforeMillis + by
                    && toldMillis <= afterMillis + by;
        }
    }

    private static final long COARSE_MILLIS = 2_000;

    /** Standing still, down or cut off it does not tell the time, and that ends within this. */
    private static final Duration TOLD_WITHIN = Duration.ofMinutes(1);

    /** So long a clock that runs wrong is more than two seconds off. */
    private static final Duration DRIFT_LASTS = Duration.ofSeconds(45);

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
                new Clock(Victims.FOLLOWER, Wrong.A_YEAR_BEHIND),
                new Clock(Victims.MINORITY, Wrong.DAYS_AHEAD),
                new Clock(Victims.MINORITY, Wrong.AN_HOUR_BEHIND),
                new Clock(Victims.MINORITY, Wrong.DAYS_BEHIND),
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
    public Duration lasts(Duration drawn) {
        return wrong.jumps() ? drawn : DRIFT_LASTS;
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
                .carryOut(
                        ground,
                        hold,
                        new WrongTime(
                                wrong, ground.watch(), ground.isOnlyFault(), new HashMap<>()));
    }

    /**
     * The harm.
     *
     * @param alone whether nothing else can have kept a node from seeing its clock jump
     * @param logs from when it began, by host
     */
    private record WrongTime(Wrong wrong, Watch watch, boolean alone, Map<Integer, NodeLog> logs)
            implements Strike.Harm {
        @Override
        public void inject(Host host) throws StageException {
            logs.put(host.id(), NodeLog.since(host));
            host.faults().setOffset(wrong.offset);
            host.faults().setDrift(wrong.driftMillionths);
        }

        /** By what the node itself tells whoever asks it, in the head of its answers. */
        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            long start = System.nanoTime();
            while (System.nanoTime() - start < TOLD_WITHIN.toNanos()) {
                long before = System.currentTimeMillis();
                Optional<Instant> told = watch.date(host.id());
                long after = System.currentTimeMillis();
                if (told.isPresent() && wrong.isSeenIn(before, told.get().toEpochMilli(), after)) {
                    return said(
                            host,
                            "%s told %s when it was %s"
                                    .formatted(
                                            host,
                                            told.get(),
                                            Instant.ofEpochMilli(after)
                                                    .truncatedTo(ChronoUnit.MILLIS)));
                }
                Thread.sleep(POLL);
            }
            return new Strike.Effect(
                    false,
                    "%s told %s when it was %s"
                            .formatted(
                                    host,
                                    watch.date(host.id()).map(Instant::toString).orElse("no time"),
                                    Instant.now().truncatedTo(ChronoUnit.MILLIS)));
        }

        /** What the node made of it: one that alone has seen its clock jump must say so. */
        private Strike.Effect said(Host host, String told)
                throws StageException, InterruptedException {
            if (!wrong.jumps()) {
                return new Strike.Effect(true, told);
            }
            NodeLog log = logs.get(host.id());
            long start = System.nanoTime();
            while (System.nanoTime() - start < SAID_WITHIN.toNanos()) {
                Optional<String> reason = watch.health(host.id()).map(HealthJson::reason);
                if (reason.filter(text -> text.contains("clock")).isPresent()) {
                    return new Strike.Effect(true, told + ", and said: " + reason.get());
                }
                if (log != null && log.lines().stream().anyMatch(WrongTime::isOfTheClock)) {
                    return new Strike.Effect(true, told + ", and had told its log of that");
                }
                Thread.sleep(POLL);
            }
            return alone
                    ? Strike.Effect.wrong(told + ", and said nothing of that")
                    : new Strike.Effect(true, told + "; it said nothing beside the other fault");
        }

        private static boolean isOfTheClock(String line) {
            return line.contains("obstacle_met") && line.contains("CLOCK");
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
