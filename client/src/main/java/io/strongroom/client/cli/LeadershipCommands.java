package io.strongroom.client.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code strongroom cluster ...}: who leads. */
final class LeadershipCommands {
    private LeadershipCommands() {}

    @Command(
            name = "transfer-leadership",
            description = "Makes another voter the leader.",
            footer = {"%nExample:", "  strongroom cluster transfer-leadership --to 2"})
    static final class Transfer implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Option(names = "--to", required = true, paramLabel = "N", description = "The voter.")
        private int to;

        Transfer(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.administer((access, out) -> {
                MemberCommands.made(() -> access.leader().moveLeadership(to));
                out.println("node " + to + " leads");
                return Main.OK;
            });
        }
    }

    @Command(
            name = "step-down",
            description = {
                "Makes the leader hand over to a voter of its choice.",
                "With a node's id, or with --node, only that node: repeated, it changes nothing,"
                        + " whoever leads by then."
            },
            footer = {"%nExample:", "  strongroom cluster step-down 2"})
    static final class StepDown implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(
                arity = "0..1",
                paramLabel = "N",
                description = "The node's id; whichever leads by default.")
        private @Nullable Integer id;

        StepDown(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.administer((access, out) -> {
                stepDown(access, out);
                return Main.OK;
            });
        }

        private void stepDown(ClusterAccess access, PrintWriter out) throws InterruptedException {
            var asked = access.leader().status().node();
            var named = id == null && cluster.asksOneNode() ? Integer.valueOf(asked.id()) : id;
            var leader = named == null ? asked.leader() : named;
            if (leader == null) {
                // Whoever is elected meanwhile; refused while nobody is.
                MemberCommands.made(() -> access.leader().moveLeadership(null));
                out.println("the leader stepped down");
                return;
            }
            if (asked.id() == leader && !asked.role().equals("leader")) {
                out.println("node " + leader + " does not lead");
                return;
            }
            var answering = MemberCommands.made(() -> access.leader().stepDown(leader)).node();
            if (answering.id() != leader) {
                out.println("node " + leader + " does not lead");
                return;
            }
            var next = answering.leader();
            var told = next == null || next.equals(leader) ? "" : ", node " + next + " leads";
            out.println("node " + leader + " stepped down" + told);
        }
    }
}
