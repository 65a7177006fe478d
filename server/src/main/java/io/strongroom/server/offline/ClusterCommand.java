package io.strongroom.server.offline;

import io.strongroom.raft.ratis.repair.QuorumRecovery;
import io.strongroom.raft.ratis.repair.QuorumRecovery.Recovered;
import io.strongroom.raft.ratis.repair.RepairException;
import io.strongroom.server.config.ConfigException;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;

/** {@code strongroom cluster recover}: a cluster again, from one surviving node. */
@Command(
        name = "cluster",
        description = "Rebuilds a cluster whose majority is lost for good.",
        synopsisSubcommandLabel = "COMMAND")
public final class ClusterCommand {
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * The command.
     *
     * @param out receives what was done
     * @param err receives refusals
     */
    public ClusterCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Command(
            name = "recover",
            description = "Makes this stopped node the only member; the others are gone for good.",
            footer = {
                "",
                "Example:",
                "  strongroom cluster recover --config /etc/strongroom/node.yaml --i-understand",
                "",
                "Exit codes: 0 recovered, 2 the loss was not confirmed, 3 refused and nothing",
                "changed."
            })
    int recover(
            @Option(
                            names = "--config",
                            required = true,
                            paramLabel = "FILE",
                            description = "The surviving node's YAML file.")
                    Path config,
            @Option(
                            names = "--i-understand",
                            description = "The loss that this command tells of is accepted.")
                    boolean understood)
            throws ConfigException {
        OfflineNode node = OfflineNode.load(config);
        if (!understood) {
            err.print(loss(node.config().node().id()));
            err.println("Nothing was changed. To go on, add --i-understand.");
            return ExitCode.USAGE;
        }
        try {
            tell(
                    node.config().node().id(),
                    QuorumRecovery.run(node.log(), node::appliedIndex, Instant.now()));
            return OfflineNode.DONE;
        } catch (RepairException | IOException e) {
            err.println("strongroom: " + e.getMessage());
            return OfflineNode.REFUSED;
        }
    }

    private static String loss(int node) {
        return """
        This makes the stopped node %d the only member of its cluster, and everything else follows
        from what this one disk holds:
          - What the other nodes acknowledged and this node never received is LOST. Choose the
            survivor whose log reaches furthest (strongroom repair-log --dry-run prints its end).
          - What this node's log holds is kept, also the last writes that may never have been
            acknowledged to anyone.
          - The other members' disks must NEVER come back: two of them together would still make
            a majority of the old cluster, with a history of their own. Destroy them or wipe
            them, withdraw their certificates, and give every node that is added later a new id.
        """
                .formatted(node);
    }

    private void tell(int node, Recovered recovered) {
        out.println(
                "Node %d is the only member from term %d on. Kept: indices %d to %d; it knew %d to be committed."
                        .formatted(
                                node,
                                recovered.term(),
                                recovered.firstIndex(),
                                recovered.lastIndex(),
                                recovered.commitIndex()));
        out.println("Dropped for ever: " + String.join(", ", recovered.dropped()));
        out.println("The files as they were: " + recovered.copy());
        out.println(
                "Start this node, check what it holds, then add nodes with empty disks under new"
                        + " ids: strongroom cluster add-node");
    }
}
