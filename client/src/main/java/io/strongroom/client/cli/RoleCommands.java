package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.api.AddRoleAssignmentJson;
import io.strongroom.client.api.RoleAssignmentJson;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code strongroom role ...}: who may do what on a vault. */
final class RoleCommands {
    private RoleCommands() {}

    static void addTo(CommandLine group, Console console) {
        group.addSubcommand(new ListAssignments(console));
        group.addSubcommand(new Add(console));
        group.addSubcommand(new Remove(console));
    }

    /** What a command does with the admin API and the name of the vault in question. */
    private interface Action {
        void run(AdminClient admin, String vault);
    }

    /** Always 0: what goes wrong is an exception. */
    private static int run(ClusterOptions cluster, Action action) throws IOException {
        try (var transport = cluster.transport()) {
            var admin = new AdminClient(transport, cluster.tokens(transport));
            action.run(admin, cluster.vaultName(transport));
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = {
                "Shows the vault's role assignments: id, vault or object, principal, role.",
                "The vault is the environment's, or --vault."
            },
            footer = {
                "%nExamples:",
                "  strongroom role list --env client.env",
                "  strongroom role list --vault billing --json"
            })
    static final class ListAssignments implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        ListAssignments(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return run(
                    cluster,
                    (admin, vault) -> cluster.printer().roles(admin.roleAssignments(vault)));
        }
    }

    @Command(
            name = "add",
            description = {
                "Gives a principal a role on the vault, or on one secret or key in it, there or"
                        + " not.",
                "The vault is the environment's, or --vault. What it has already stays as it is."
            },
            footer = {
                "%nExample:",
                "  strongroom role add --role \"Key Vault Secrets User\" --vault billing \\",
                "      --principal 5b2f3c40-6d55-4c43-8a4f-6a1b5e0d8c02",
                "  strongroom role add --role \"Key Vault Crypto User\" --object keys/invoices \\",
                "      --principal 5b2f3c40-6d55-4c43-8a4f-6a1b5e0d8c02"
            })
    static final class Add implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Option(
                names = "--principal",
                required = true,
                paramLabel = "OBJECT_ID",
                description = "The principal's object id (not its client id).")
        private String principal = "";

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE",
                description = "A built-in role's name or id.")
        private String role = "";

        @Option(
                names = "--object",
                paramLabel = "OBJECT",
                description = "secrets/NAME or keys/NAME; the whole vault unless said.")
        private @Nullable String object;

        @Option(
                names = "--id",
                paramLabel = "UUID",
                description = "The assignment's id; chosen by the cluster unless said.")
        private @Nullable String id;

        Add(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return run(
                    cluster,
                    (admin, vault) -> {
                        var wanted = new AddRoleAssignmentJson(vault, principal, role, id, object);
                        RoleAssignmentJson added = admin.addRoleAssignment(wanted);
                        cluster.printer().roles(List.of(added));
                    });
        }
    }

    @Command(
            name = "remove",
            description = {
                "Takes a role assignment away.",
                "When this returns, no node decides by it any more; the configuration's bootstrap"
                        + " does not bring it back."
            },
            footer = {
                "%nExample:",
                "  strongroom role remove 3f0a2a35-2a0e-3a53-8d09-1c6a5f0ce1b7 --env client.env"
            })
    static final class Remove implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Parameters(paramLabel = "ID", description = "The assignment's id, as list shows it.")
        private String id = "";

        Remove(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return run(
                    cluster,
                    (admin, vault) -> {
                        admin.removeRoleAssignment(id);
                        cluster.printer().done("removed", id);
                    });
        }
    }
}
