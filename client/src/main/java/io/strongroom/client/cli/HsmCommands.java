package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.api.HsmJson;
import io.strongroom.client.api.JoinJson;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code strongroom hsm ...}: the nodes' root keys, and who is given one. */
final class HsmCommands {
    private HsmCommands() {}

    static void addTo(CommandLine group, Console console) {
        group.addSubcommand(new Status(console));
        group.addSubcommand(new Requests(console));
        group.addSubcommand(new Approve(console));
        group.addSubcommand(new Refuse(console));
    }

    private record Said<T>(NodeAccess node, T answer) {}

    /** Asks every node, for each knows only its own; whoever does not answer is told of. */
    private static <T> List<Said<T>> asked(
            ClusterOptions cluster, List<NodeAccess> nodes, Function<AdminClient, T> question) {
        var said = new ArrayList<Said<T>>();
        RuntimeException failure = null;
        for (var node : nodes) {
            try {
                said.add(new Said<>(node, question.apply(node.admin())));
            } catch (StrongroomException e) {
                failure = explained(node, e);
                cluster.console().err().println(node.address() + ": " + failure.getMessage());
            }
        }
        if (said.isEmpty() && failure != null) {
            throw failure;
        }
        return said;
    }

    /** A node that is sealed gives no token; why it is, it says where none is needed. */
    private static RuntimeException explained(NodeAccess node, StrongroomException failure) {
        if (isDecision(failure) || failure.code().status() == 404) {
            return failure;
        }
        return node.unready()
                .<RuntimeException>map(reason ->
                        new NodeAccess.NotReadyException(
                                reason + " (" + failure.getMessage() + ")", failure))
                .orElse(failure);
    }

    @Command(
            name = "status",
            description = {
                "Shows where each node has its root key, and what its HSM holds.",
                "Exit status 0 when every node answers, has its root key at hand, and all are the"
                        + " same."
            },
            footer = {
                "%nExamples:",
                "  strongroom hsm status --env client.env",
                "  strongroom hsm status --env client.env --node 2 --json"
            })
    static final class Status implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        Status(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.eachNode(nodes -> {
                var all =
                        asked(cluster, nodes, AdminClient::hsm).stream().map(Said::answer).toList();
                cluster.printer().hsms(all);
                boolean same = all.stream().map(HsmJson::fingerprint).distinct().count() == 1;
                boolean here = all.stream().allMatch(HsmJson::available);
                return same && here && all.size() == nodes.size() ? Main.OK : Main.FAILED;
            });
        }
    }

    @Command(
            name = "requests",
            description = {
                "Shows who asks for the root key, and of which node.",
                "A request is forgotten after 30 minutes, or when that node restarts."
            },
            footer = {"%nExample:", "  strongroom hsm requests --env client.env"})
    static final class Requests implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        Requests(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.eachNode(nodes -> {
                var joins = new ArrayList<JoinJson>();
                asked(cluster, nodes, AdminClient::joins)
                        .forEach(said -> joins.addAll(said.answer()));
                cluster.printer().joins(joins);
                return Main.OK;
            });
        }
    }

    @Command(
            name = "approve",
            description = {
                "Gives the root key to the HSM that asks, wrapped to its public key.",
                "Type the fingerprint that the newcomer's operator reads from his own screen, not"
                        + " what requests shows: whose key it is, only he can tell."
            },
            footer = {
                "%nExample (the fingerprint whole: 64 hexadecimal digits; blanks are ignored):",
                "  strongroom hsm approve 5f1c... --fingerprint \"03ad 7b16 ...\" --env client.env"
            })
    static final class Approve implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "ID", description = "The request's, as requests shows it.")
        private String id = "";

        @Option(
                names = "--fingerprint",
                required = true,
                paramLabel = "HEX",
                description = "SHA-256 of the newcomer's public key, as its operator reads it out.")
        private String fingerprint = "";

        Approve(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return decided(cluster, admin -> admin.approveJoin(id, fingerprint));
        }
    }

    @Command(
            name = "refuse",
            description = "Does not give the root key to the HSM that asks.",
            footer = {"%nExample:", "  strongroom hsm refuse 5f1c... --env client.env"})
    static final class Refuse implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "ID", description = "The request's, as requests shows it.")
        private String id = "";

        Refuse(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return decided(cluster, admin -> admin.refuseJoin(id));
        }
    }

    /**
     * By the node that was asked; the others know nothing of the request. Which one that is, only
     * it can tell: a node that has no answer is told of and passed over.
     */
    private static int decided(ClusterOptions cluster, Function<AdminClient, JoinJson> decision)
            throws IOException {
        return cluster.eachNode(nodes -> {
            StrongroomException telling = null;
            for (var node : nodes) {
                try {
                    cluster.printer().joins(List.of(decision.apply(node.admin())));
                    return Main.OK;
                } catch (StrongroomException e) {
                    if (isDecision(e)) {
                        throw e;
                    }
                    if (e.code().status() != 404) {
                        var why = explained(node, e).getMessage();
                        cluster.console().err().println(node.address() + ": " + why);
                    }
                    telling = telling == null || weight(e) > weight(telling) ? e : telling;
                }
            }
            throw telling == null ? new UsageException("there is no node to ask") : telling;
        });
    }

    /** Whether a node that has the request refused, or none would take it from this caller. */
    private static boolean isDecision(StrongroomException e) {
        return switch (e.code().status()) {
            case 400, 403, 409 -> true;
            default -> false;
        };
    }

    /** A node that knows no tokens has no requests either; one that did not answer may have it. */
    private static int weight(StrongroomException e) {
        return switch (e.code().status()) {
            case 401 -> 0;
            case 404 -> 1;
            default -> 2;
        };
    }
}
