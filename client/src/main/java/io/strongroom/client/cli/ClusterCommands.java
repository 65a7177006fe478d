package io.strongroom.client.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Commands about the cluster and the caller. */
final class ClusterCommands {
    private ClusterCommands() {}

    static void addTo(CommandLine main, Console console) {
        main.addSubcommand(new Token(console));
        main.addSubcommand(new Status(console));
    }

    @Command(
            name = "token",
            description = "Prints a bearer token for the vaults: whoever has it is this caller.",
            footer = {"%nExample:", "  curl -H \"Authorization: Bearer $(strongroom token)\" ..."})
    static final class Token implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        Token(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            try (var transport = cluster.transport()) {
                cluster.printer().text("token", cluster.tokens(transport).token());
                return Main.OK;
            }
        }
    }

    @Command(
            name = "status",
            description = {
                "Prints one line per node: id, address, readiness, role, leader, applied index.",
                "Fails unless every node is ready."
            },
            footer = {"%nExample:", "  strongroom status --env client.env"})
    static final class Status implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        Status(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            try (var transport = cluster.transport()) {
                var nodes = transport.health();
                cluster.printer().healths(nodes);
                var ready =
                        nodes.stream()
                                .map(node -> node.health())
                                .filter(health -> health != null && health.status().equals("ready"))
                                .count();
                return ready == nodes.size() ? Main.OK : Main.FAILED;
            }
        }
    }
}
