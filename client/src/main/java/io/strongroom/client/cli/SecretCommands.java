package io.strongroom.client.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code strongroom secret ...} for secrets that are not deleted. */
final class SecretCommands {
    private SecretCommands() {}

    static void addTo(CommandLine secret, Console console) {
        secret.addSubcommand(new Set(console));
        secret.addSubcommand(new Get(console));
        secret.addSubcommand(new ListAll(console));
        secret.addSubcommand(new Versions(console));
        secret.addSubcommand(new Update(console));
        secret.addSubcommand(new Delete(console));
        secret.addSubcommand(new Backup(console));
        secret.addSubcommand(new Restore(console));
    }

    @Command(
            name = "set",
            description = "Makes a new version of a secret. Prints its version, not its value.",
            footer = {
                "%nExamples:",
                "  strongroom secret set db-password < password.txt",
                "  strongroom secret set db-password --value-file password.txt --tag team=billing",
                "%nOf standard input one line break at the end is dropped; a file is taken as",
                "it is. Other users of the machine can see what --value is given."
            })
    static final class Set implements Callable<Integer> {
        /** At most one of them. */
        static final class Source {
            @Option(names = "--value", paramLabel = "TEXT", description = "The value itself.")
            @Nullable String value;

            @Option(names = "--value-file", paramLabel = "FILE", description = "UTF-8 text.")
            @Nullable Path file;
        }

        @Mixin private final ClusterOptions cluster;
        @Mixin private final SettingsOptions settings = new SettingsOptions();

        @Parameters(paramLabel = "NAME", description = "1-127 letters, digits and hyphens.")
        private String name = "";

        @ArgGroup private Source source = new Source();

        Set(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            var value =
                    source.value != null
                            ? source.value
                            : TextInput.read(source.file, cluster.console().in());
            return cluster.run((client, printer) ->
                    printer.done("set", client.set(name, value, settings.settings()).properties()));
        }
    }

    @Command(
            name = "get",
            description = "Prints a secret's value.",
            footer = {
                "%nExamples:",
                "  strongroom secret get db-password",
                "  strongroom secret get db-password --version 4387e9f3d6e14c459867679a90fd0f79",
                "  strongroom secret get db-password --node 2 --json"
            })
    static final class Get implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "NAME", description = "The secret's name.")
        private String name = "";

        @Option(names = "--version", paramLabel = "VERSION", description = "Else the newest.")
        private @Nullable String version;

        Get(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) ->
                    printer.value(version == null ? client.get(name) : client.get(name, version)));
        }
    }

    @Command(
            name = "list",
            description = "Lists the vault's secrets, without values.",
            footer = {"%nExample:", "  strongroom secret list --json"})
    static final class ListAll implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        ListAll(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) -> printer.secrets(client.list()));
        }
    }

    @Command(
            name = "versions",
            description = "Lists the versions of a secret, without values.",
            footer = {"%nExample:", "  strongroom secret versions db-password"})
    static final class Versions implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "NAME", description = "The secret's name.")
        private String name = "";

        Versions(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) -> printer.secrets(client.listVersions(name)));
        }
    }

    @Command(
            name = "update",
            description = "Changes what stands beside a version's value.",
            footer = {
                "%nExamples:",
                "  strongroom secret update db-password --enabled false",
                "  strongroom secret update db-password --expires 2027-01-31T00:00:00Z"
            })
    static final class Update implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;
        @Mixin private final SettingsOptions settings = new SettingsOptions();

        @Parameters(paramLabel = "NAME", description = "The secret's name.")
        private String name = "";

        @Option(names = "--version", paramLabel = "VERSION", description = "Else the newest.")
        private @Nullable String version;

        Update(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) ->
                    printer.done("updated", client.update(name, version, settings.settings())));
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a secret with all its versions; it stays recoverable.",
            footer = {"%nExample:", "  strongroom secret delete db-password"})
    static final class Delete implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "NAME", description = "The secret's name.")
        private String name = "";

        Delete(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) -> printer.deleted(client.delete(name)));
        }
    }

    @Command(
            name = "backup",
            description = "Prints a sealed blob of all versions of a secret.",
            footer = {"%nExample:", "  strongroom secret backup db-password > db-password.blob"})
    static final class Backup implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "NAME", description = "The secret's name.")
        private String name = "";

        Backup(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.run((client, printer) -> printer.text("backup", client.backup(name)));
        }
    }

    @Command(
            name = "restore",
            description = "Brings back a secret from the blob that backup printed.",
            footer = {
                "%nExamples:",
                "  strongroom secret restore < db-password.blob",
                "  strongroom secret restore --file db-password.blob"
            })
    static final class Restore implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Option(names = "--file", paramLabel = "FILE", description = "Else standard input.")
        private @Nullable Path file;

        Restore(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            var blob = TextInput.read(file, cluster.console().in()).strip();
            return cluster.run((client, printer) -> printer.done("restored", client.restore(blob)));
        }
    }
}
