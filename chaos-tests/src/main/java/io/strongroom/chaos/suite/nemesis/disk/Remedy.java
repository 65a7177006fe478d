package io.strongroom.chaos.suite.nemesis.disk;

import io.strongroom.chaos.suite.admin.NodeLog;
import io.strongroom.chaos.suite.admin.Succession;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.Machine;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    /** In warnings that tell of damage which was found and dealt with. */
    private static final List<String> NOTICED =
            List.of("damage", "DAMAGED", "TORN_TAIL", "orrupt", "hecksum");

    /**
     * How a start went.
     *
     * @param said what the node printed of trouble, all of it
     */
    private record Start(boolean serves, String said) {
        String briefly() {
            return said.length() > LONGEST ? said.substring(0, LONGEST) + " ..." : said;
        }
    }

    /**
     * Starts a node that is down, and mends it until it serves.
     *
     * @return wrong when the node ended without naming a remedy; without effect when it served and
     *     told of nothing
     */
    Strike.Effect startAndMend(Host host) throws StageException, InterruptedException {
        Start first = start(host);
        if (first.serves()) {
            // What nobody noticed was perhaps in bytes of no use.
            return new Strike.Effect(
                    !first.said().isEmpty(),
                    first.said().isEmpty()
                            ? "it served, and said nothing of it"
                            : "it served, and said: " + first.briefly());
        }
        String told = "refused (" + first.briefly() + ")";
        if (first.said().contains("aside")) {
            moveStateAside(host);
            return remedied(host, told + "; its state was moved aside");
        }
        if (first.said().contains("repair-log")) {
            Optional<String> repaired = repaired(host);
            return repaired.isPresent()
                    ? remedied(host, told + "; repair-log: " + repaired.get())
                    : replaced(host, told + ", as did repair-log");
        }
        boolean named = first.said().contains("replace");
        Strike.Effect replaced = replaced(host, told);
        return Strike.Effect.right(
                named, replaced.evidence() + (named ? "" : "; it named no remedy"));
    }

    private static void moveStateAside(Host host) throws StageException, InterruptedException {
        String aside = host.folder().resolve("state-aside").toString();
        var _ = Machine.run("rm", "-rf", aside);
        var _ = Machine.run("mv", host.disk().folder().resolve("state").toString(), aside);
    }

    /** What it did; empty when it refused. */
    private Optional<String> repaired(Host host) {
        try {
            String yaml = host.folder().resolve("node.yaml").toString();
            String said = ground.operator().repairLog(yaml);
            return Optional.of(said.lines().findFirst().orElse(""));
        } catch (StageException refused) {
            return Optional.empty();
        }
    }

    private Strike.Effect remedied(Host host, String told)
            throws StageException, InterruptedException {
        Start second = start(host);
        return second.serves()
                ? new Strike.Effect(true, told + "; then it served")
                : replaced(host, told + "; then refused (" + second.briefly() + ")");
    }

    private Strike.Effect replaced(Host host, String told)
            throws StageException, InterruptedException {
        Succession change = Succession.begin(ground.operator(), ground.watch(), host);
        ground.operator().remove(change.leaving().id());
        ground.operator().add(change.moveIn(change.leaving().port()));
        return new Strike.Effect(true, told + "; replaced by node " + change.id());
    }

    /** Until it serves, ends for good, or neither for long. */
    private Start start(Host host) throws StageException, InterruptedException {
        NodeLog log = NodeLog.since(host);
        int starts = 1;
        host.start();
        long start = System.nanoTime();
        while (System.nanoTime() - start < SERVES_WITHIN.toNanos()) {
            if (ground.watch().serves(host.id())) {
                return new Start(true, trouble(host, log.lines()));
            }
            Host.State state = host.state();
            if (!state.running()) {
                if (state.exitCode() != HALTED || starts == STARTS) {
                    return new Start(
                            false,
                            "ended with " + state.exitCode() + ": " + trouble(host, log.lines()));
                }
                starts++;
                host.start();
            }
            Thread.sleep(POLL);
        }
        host.stop();
        return new Start(false, "it neither serves nor ends: " + trouble(host, log.lines()));
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
