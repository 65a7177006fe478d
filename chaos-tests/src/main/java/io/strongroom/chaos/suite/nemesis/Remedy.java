package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.Machine;
import io.strongroom.chaos.suite.stage.NodeLog;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.List;

/**
 * What an operator does with a node whose disk was damaged: starts it, reads what it says, and
 * carries out the remedy of the operator's handbook that fits.
 */
record Remedy(Ground ground) {
    private static final Duration SERVES_WITHIN = Duration.ofSeconds(150);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final int LONGEST = 300;

    /** It halts on a fault and may do better at the next start. */
    private static final long HALTED = 70;

    private static final int STARTS = 3;

    /** Lines that tell of damage that was found and dealt with, or not. */
    private static final List<String> NOTICED =
            List.of("damage", "orrupt", "not whole", "hecksum", "node_halted", "torn");

    /** How a start went; {@code said} is what the node printed of trouble. */
    private record Start(boolean serves, String said) {}

    /**
     * Starts a node that is down, and mends it until it serves.
     *
     * @return did not bite when the node ended without naming a remedy
     */
    Strike.Effect startAndMend(Host host) throws StageException, InterruptedException {
        Start first = start(host);
        if (first.serves()) {
            return new Strike.Effect(
                    true,
                    first.said().isEmpty()
                            ? "it served, and said nothing of it"
                            : "it served, and said: " + first.said());
        }
        if (first.said().contains("aside")) {
            var _ = Machine.run("rm", "-rf", host.folder().resolve("state-aside").toString());
            var _ =
                    Machine.run(
                            "mv",
                            host.disk().folder().resolve("state").toString(),
                            host.folder().resolve("state-aside").toString());
            return remedied(host, first, "its state was moved aside");
        }
        if (first.said().contains("repair-log")) {
            try {
                String yaml = host.folder().resolve("node.yaml").toString();
                String repaired = ground.stage().offline("repair-log", "--config", yaml);
                return remedied(
                        host, first, "repair-log: " + repaired.lines().findFirst().orElse(""));
            } catch (StageException refused) {
                return replaced(host, "refused (" + first.said() + "), as did repair-log");
            }
        }
        Strike.Effect replaced = replaced(host, "refused (" + first.said() + ")");
        return new Strike.Effect(
                first.said().contains("replace"),
                replaced.evidence()
                        + (first.said().contains("replace") ? "" : "; it named no remedy"));
    }

    private Strike.Effect remedied(Host host, Start first, String how)
            throws StageException, InterruptedException {
        String told = "refused (%s); %s".formatted(first.said(), how);
        Start second = start(host);
        return second.serves()
                ? new Strike.Effect(true, told + "; then it served")
                : replaced(host, told + "; then refused (" + second.said() + ")");
    }

    private Strike.Effect replaced(Host host, String told)
            throws StageException, InterruptedException {
        if (host.state().running()) {
            host.kill();
        }
        int fresh = new Replacement(ground.stage(), ground.watch()).carryOut(host);
        return new Strike.Effect(true, told + "; replaced by node " + fresh);
    }

    /** Until it serves, ends for good, or neither for long. */
    private Start start(Host host) throws StageException, InterruptedException {
        NodeLog log = new NodeLog(host.folder().resolve("node.log"));
        long end = log.end();
        int starts = 1;
        host.start();
        long start = System.nanoTime();
        while (System.nanoTime() - start < SERVES_WITHIN.toNanos()) {
            if (ground.watch().serves(host.id())) {
                return new Start(true, trouble(log.since(end)));
            }
            Host.State state = host.state();
            if (!state.running()) {
                if (state.exitCode() != HALTED || starts == STARTS) {
                    return new Start(
                            false,
                            "ended with " + state.exitCode() + ": " + trouble(log.since(end)));
                }
                starts++;
                host.start();
            }
            Thread.sleep(POLL);
        }
        return new Start(false, "it neither serves nor ends: " + trouble(log.since(end)));
    }

    /** The last line of trouble: the reason of an end. */
    private static String trouble(List<String> lines) {
        String last =
                lines.stream()
                        .filter(line ->
                                line.startsWith("strongroom: ")
                                        || NOTICED.stream().anyMatch(line::contains))
                        .reduce("", (_, later) -> later);
        return last.length() > LONGEST ? last.substring(0, LONGEST) + " ..." : last;
    }
}
