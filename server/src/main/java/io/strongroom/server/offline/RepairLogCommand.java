package io.strongroom.server.offline;

import io.strongroom.raft.ratis.repair.LogRepair;
import io.strongroom.raft.ratis.repair.RepairException;
import io.strongroom.raft.ratis.repair.Verdict;
import io.strongroom.server.config.ConfigException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

/** {@code strongroom repair-log}: cuts a torn tail off a stopped node's log. */
@Command(
        name = "repair-log",
        description =
                "Examines the log of a stopped node and cuts an unfinished last record off, as a"
                        + " power cut leaves it.",
        footer = {
            "",
            "Example:",
            "  strongroom repair-log --config /etc/strongroom/node.yaml --dry-run",
            "",
            "Also prints where the log ends, to find the survivor that reaches furthest.",
            "Only a record that this node never acknowledged is cut, and a copy is kept",
            "beside the log. Any other damage is refused. Exit codes: 0 the log is whole",
            "now, 2 wrong usage, 3 refused and nothing changed, 4 a torn tail was found by",
            "--dry-run."
        })
public final class RepairLogCommand implements Callable<Integer> {
    private static final int FOUND = 4;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The node's YAML file.")
    private Path config = Path.of("");

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * The command.
     *
     * @param out receives what was found and done
     * @param err receives refusals
     */
    public RepairLogCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws ConfigException {
        OfflineNode node = OfflineNode.load(config);
        try {
            return told(LogRepair.run(node.log(), node::appliedIndex, dryRun, Instant.now()));
        } catch (RepairException | IOException e) {
            err.println("strongroom: " + e.getMessage());
            return OfflineNode.REFUSED;
        }
    }

    private int told(LogRepair.Outcome outcome) {
        Verdict verdict = outcome.verdict();
        out.println(verdict.line());
        return switch (verdict) {
            case Verdict.Clean clean -> {
                out.println(clean.contents().end());
                yield OfflineNode.DONE;
            }
            case Verdict.TornTail torn -> {
                out.println(torn.contents().end());
                if (outcome.copy().isEmpty()) {
                    out.println(
                            "Would cut %d bytes (index %d). Run again without --dry-run."
                                    .formatted(torn.bytes(), torn.index()));
                    yield FOUND;
                }
                out.println(
                        "Cut %d bytes (index %d); the segment as it was: %s"
                                .formatted(torn.bytes(), torn.index(), outcome.copy().get()));
                out.println(
                        "This node had not acknowledged that record, so no quorum counted on it."
                                + " Start the node: it fetches what it lacks from the others.");
                yield OfflineNode.DONE;
            }
            case Verdict.Damaged _ -> {
                err.println(
                        "strongroom: nothing was changed: this damage may hold records that this"
                                + " node has acknowledged. Wipe this node and let it rejoin under a"
                                + " new id: strongroom cluster replace-node");
                yield OfflineNode.REFUSED;
            }
        };
    }
}
