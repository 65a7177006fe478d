package io.strongroom.chaos.suite.nemesis.disk;

import io.strongroom.chaos.cluster.Program;
import io.strongroom.chaos.suite.admin.NodeLog;
import io.strongroom.chaos.suite.admin.Succession;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.Leavings;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator does with a node whose disk was damaged: starts it, reads what it says, and
 * carries out the remedy of the operator's handbook that fits.
 */
record Remedy(Ground ground) {
    private static final Duration SERVES_WITHIN = Duration.ofSeconds(150);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final int LONGEST = 300;

    /** Of what stands still and does not end. */
    private static final long NO_EXIT_CODE = -1;

    private static final int STARTS = 3;

    /** In warnings that tell of damage which was found and dealt with. */
    private static final List<String> NOTICED =
            List.of("damage", "DAMAGED", "TORN_TAIL", "orrupt", "hecksum");

    /**
     * How a start went.
     *
     * @param exitCode of one that ended for good
     * @param said what the node printed of trouble, all of it
     */
    private record Start(boolean serves, long exitCode, String said) {
        String refusal() {
            return "refused (" + briefly(said) + ")";
        }
    }

    /**
     * Starts a node that is down, and mends it until it serves.
     *
     * @return wrong when the node, now or after a remedy, ended without naming one that was not
     *     tried, or with a code that is not one of damage, and when {@code repair-log} failed
     *     otherwise than by refusing; without effect when it served and told of nothing
     */
    Strike.Effect startAndMend(Host host) throws StageException, InterruptedException {
        Start start = start(host);
        if (start.serves()) {
            // What nobody noticed was perhaps in bytes of no use.
            return new Strike.Effect(
                    !start.said().isEmpty(),
                    start.said().isEmpty()
                            ? "it served, and said nothing of it"
                            : "it served, and said: " + briefly(start.said()));
        }
        Set<Cure> tried = EnumSet.noneOf(Cure.class);
        String told = start.refusal();
        while (!start.serves()) {
            Optional<Cure> cure = Cure.named(start.exitCode(), start.said());
            if (cure.isEmpty() || !tried.add(cure.get())) {
                return Strike.Effect.wrong(
                        replaced(host, told + "; it named no remedy that is left"));
            }
            switch (cure.get()) {
                case STATE_ASIDE -> {
                    Leavings.ofState(host);
                    told += "; its state was moved aside";
                }
                case REPAIR_LOG -> {
                    Program.Ended repair = repaired(host);
                    if (repair.exitCode() != 0) {
                        return Strike.Effect.right(
                                Cure.refusedAsItMay(repair),
                                replaced(host, told + "; repair-log " + words(repair)));
                    }
                    told += "; repair-log: " + repair.output().lines().findFirst().orElse("");
                }
                case REPLACEMENT -> {
                    return new Strike.Effect(true, replaced(host, told));
                }
            }
            start = start(host);
            told += "; then " + (start.serves() ? "it served" : start.refusal());
        }
        return new Strike.Effect(true, told);
    }

    private static String words(Program.Ended repair) {
        return "ended with %d (%s)".formatted(repair.exitCode(), briefly(repair.errors().strip()));
    }

    private static String briefly(String said) {
        return said.length() > LONGEST ? said.substring(0, LONGEST) + " ..." : said;
    }

    private Program.Ended repaired(Host host) throws StageException {
        return ground.operator().repairLog(host.folder().resolve("node.yaml").toString());
    }

    /** What was told, with that. */
    private String replaced(Host host, String told) throws StageException, InterruptedException {
        Succession change = Succession.begin(ground.operator(), ground.watch(), host);
        ground.operator().remove(change.leaving().id());
        ground.operator().add(change.moveIn(change.leaving().port()));
        return told + "; replaced by node " + change.id();
    }

    /** Until it serves, ends for good, or neither for long. */
    private Start start(Host host) throws StageException, InterruptedException {
        NodeLog log = NodeLog.since(host);
        int starts = 1;
        host.start();
        long start = System.nanoTime();
        while (System.nanoTime() - start < SERVES_WITHIN.toNanos()) {
            if (ground.watch().serves(host.id())) {
                return new Start(true, NO_EXIT_CODE, trouble(host, log.lines()));
            }
            Host.State state = host.state();
            if (!state.running()) {
                if (state.exitCode() != Cure.HALTED || starts == STARTS) {
                    return new Start(
                            false,
                            state.exitCode(),
                            "ended with " + state.exitCode() + ": " + trouble(host, log.lines()));
                }
                starts++;
                host.start();
            }
            Thread.sleep(POLL);
        }
        host.stop();
        return new Start(
                false, NO_EXIT_CODE, "it neither serves nor ends: " + trouble(host, log.lines()));
    }

    /** The last line of trouble, the reason of an end; the node's own folder is left out of it. */
    private static String trouble(Host host, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("strongroom: ") || warnsOfDamage(line))
                .reduce("", (_, later) -> later)
                .replace(host.folder() + "/", "");
    }

    private static boolean warnsOfDamage(String line) {
        return (line.contains(" WARN ") || line.contains(" ERROR "))
                && NOTICED.stream().anyMatch(line::contains);
    }
}
