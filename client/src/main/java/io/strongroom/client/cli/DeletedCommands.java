package io.strongroom.client.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code strongroom secret ...} for deleted secrets. */
final class DeletedCommands {
    private DeletedCommands() {}

    static void addTo(CommandLine secret, Console console) {
        secret.addSubcommand(new Deleted(console));
        secret.addSubcommand(new ShowDeleted(console));
        secret.addSubcommand(new Recover(console));
        secret.addSubcommand(new Purge(console));
    }

    @Command(
            name = "deleted",
            description = "Lists the deleted secrets that can be recovered.",
            footer = {"%nExample:", "  strongroom secret deleted"})
    static final class Deleted implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        Deleted(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) -> printer.deletedSecrets(client.listDeleted()));
        }
    }

    @Command(
            name = "show-deleted",
            description = "Shows when a deleted secret was deleted and will be purged.",
            footer = {"%nExample:", "  strongroom secret show-deleted db-password"})
    static final class ShowDeleted implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "NAME", description = "The secret's name.")
        private String name = "";

        ShowDeleted(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) -> printer.deleted(client.getDeleted(name)));
        }
    }

    @Command(
            name = "recover",
            description = "Brings a deleted secret back with all its versions.",
            footer = {"%nExample:", "  strongroom secret recover db-password"})
    static final class Recover implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "NAME", description = "The secret's name.")
        private String name = "";

        Recover(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run(
                    (client, printer) -> printer.done("recovered", client.recover(name)));
        }
    }

    @Command(
            name = "purge",
            description = "Ends a deleted secret for good: nobody can bring it back.",
            footer = {"%nExample:", "  strongroom secret purge db-password"})
    static final class Purge implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "NAME", description = "The secret's name.")
        private String name = "";

        Purge(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) -> {
                client.purge(name);
                printer.done("purged", name);
            });
        }
    }
}
