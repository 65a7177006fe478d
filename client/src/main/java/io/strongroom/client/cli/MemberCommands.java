package io.strongroom.client.cli;

import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.MemberJson;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code strongroom cluster ...}: who takes part. */
final class MemberCommands {
    /** Above what any change but a newcomer's copy of the log takes. */
    private static final Duration BUSY_FOR = Duration.ofSeconds(30);

    private MemberCommands() {}

    static void addTo(CommandLine group, Console console) {
        group.addSubcommand(new Status(console));
        group.addSubcommand(new AddNode(console));
        group.addSubcommand(new ReplaceNode(console));
        group.addSubcommand(new RemoveNode(console));
        group.addSubcommand(new LeadershipCommands.Transfer(console));
        group.addSubcommand(new LeadershipCommands.StepDown(console));
        group.addSubcommand(new FinalizeLevel(console));
    }

    @Command(
            name = "status",
            description = {
                "Shows every member: vote, state, how far its log is, clock, sizes.",
                "Fails (1) unless all of them vote and are ready."
            },
            footer = {"%nExample:", "  strongroom cluster status --env client.env"})
    static final class Status implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        Status(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.administer((access, out) -> {
                var members = access.members();
                members.print(out, cluster.json());
                return members.isHealthy() ? Main.OK : Main.FAILED;
            });
        }
    }

    @Command(
            name = "add-node",
            description = {
                "Takes a started node in.",
                "It receives the log without a vote, and votes once it has caught up. Broken off"
                        + " or failed, the command is run again and goes on. Start the node with"
                        + " cluster.join: true first; its id must never have been used."
            },
            footer = {
                "%nExample:",
                "  strongroom cluster add-node --id 4 --host node4.example.org --port 8444"
            })
    static final class AddNode implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Mixin private final NewcomerOptions newcomer = new NewcomerOptions();

        AddNode(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            var node = newcomer.node();
            return cluster.administer((access, out) -> {
                new Joining(access.leader(), out, newcomer.waits()).run(node, null);
                return Main.OK;
            });
        }
    }

    @Command(
            name = "replace-node",
            description = {
                "Puts a new node in a dead one's place, as add-node does.",
                "The dead one leaves in the change that gives the new one its vote. It must not"
                        + " come back."
            },
            footer = {
                "%nExample:",
                "  strongroom cluster replace-node --dead 2 --id 4 --host node4.example.org"
            })
    static final class ReplaceNode implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Option(
                names = "--dead",
                required = true,
                paramLabel = "N",
                description = "The member that leaves.")
        private int dead;

        @Mixin private final NewcomerOptions newcomer = new NewcomerOptions();

        ReplaceNode(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            var node = newcomer.node();
            if (dead == node.id()) {
                throw new UsageException(
                        "--id must be new: node " + dead + "'s id is never used again");
            }
            return cluster.administer((access, out) -> {
                var before = access.leader().status();
                // After a run that has come through both are as they are to be.
                if (!isMember(before, dead) && !isMember(before, node.id())) {
                    throw new UsageException("--dead must be a member: node " + dead + " is none");
                }
                var joining = new Joining(access.leader(), out, newcomer.waits());
                if (isMember(joining.run(node, dead), dead)) {
                    // The new one had its vote from an earlier run that knew nothing of the dead.
                    access.leader().removeNode(dead);
                    out.println("node " + dead + " is out");
                }
                return Main.OK;
            });
        }
    }

    @Command(
            name = "remove-node",
            description = {
                "Takes a member out for good; asks for its id again unless --yes.",
                "A leader hands leadership over first. Refused when too few of the others are"
                        + " there."
            },
            footer = {"%nExample:", "  strongroom cluster remove-node 3"})
    static final class RemoveNode implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "N", description = "The member's node id.")
        private int id;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean sure;

        RemoveNode(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.administer((access, out) -> {
                var before = access.leader().status();
                if (!isMember(before, id)) {
                    out.println("node " + id + " is no member");
                    return Main.OK;
                }
                if (!sure && !isConfirmed()) {
                    cluster.console().err().println("error: USAGE: not confirmed; nothing changed");
                    return Main.USAGE;
                }
                var leads =
                        before.members().stream()
                                .filter(MemberJson::leader)
                                .anyMatch(member -> member.id() == id);
                if (leads && before.members().size() > 1) {
                    made(() -> access.leader().stepDown(id));
                    out.println("node " + id + " has handed leadership over");
                }
                made(() -> access.leader().removeNode(id));
                out.println("node " + id + " is out; wipe its data folder");
                return Main.OK;
            });
        }

        private boolean isConfirmed() throws IOException {
            cluster.console().err().printf("Removes node %d for good. Type its id to go on: ", id);
            cluster.console().err().flush();
            return TextInput.line(cluster.console().in()).equals(Integer.toString(id));
        }
    }

    @Command(
            name = "finalize",
            description = {
                "Lets the cluster use what a new version brings, once every voter runs it.",
                "There is no way back to the older version afterwards."
            },
            footer = {"%nExample:", "  strongroom cluster finalize --level 2"})
    static final class FinalizeLevel implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Option(
                names = "--level",
                paramLabel = "LEVEL",
                description = "The feature level; the newest of the answering node by default.")
        private @Nullable Integer level;

        FinalizeLevel(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.administer((access, out) -> {
                var given = level;
                var wanted =
                        given == null ? access.leader().status().node().supportedLevel() : given;
                access.leader().finalizeLevel(wanted);
                out.println("the cluster is finalized at feature level " + wanted);
                return Main.OK;
            });
        }
    }

    /** Makes it once no other change is under way. */
    static ClusterJson made(Supplier<ClusterJson> change) throws InterruptedException {
        return Joining.Settings.patient(BUSY_FOR).made(change, Set.of(ErrorCode.MEMBERSHIP_BUSY));
    }

    private static boolean isMember(ClusterJson cluster, int id) {
        return cluster.members().stream().anyMatch(member -> member.id() == id);
    }
}
