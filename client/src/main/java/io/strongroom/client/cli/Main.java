package io.strongroom.client.cli;

import io.strongroom.client.StrongroomException;
import io.strongroom.client.api.ErrorCode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The command line {@code strongroom}. Exit status: 0 done, 1 refused or failed, 2 not understood;
 * for 1 and 2 standard error has {@code error: CODE: message}.
 */
@Command(
        name = "strongroom",
        description = "Keeps secrets in a Strongroom cluster.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "%nThese variables, in --env FILE or the environment, name the cluster and the",
            "caller:",
            "  STRONGROOM_VAULT_URI  https://VAULT.DOMAIN:PORT",
            "  STRONGROOM_NODES      https://HOST:PORT,...",
            "  STRONGROOM_CA         PEM file of the authority that vouches for the nodes",
            "  AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, AZURE_AUTHORITY_HOST",
            "  STRONGROOM_EMBEDDED_ISSUER  true or false: whether the nodes are the",
            "                              authority; else told by its name",
            "%nExamples:",
            "  strongroom status --env client.env",
            "  strongroom secret set db-password --env client.env < password.txt",
            "  strongroom secret get db-password --env client.env --node 2",
            "  strongroom cluster status --env client.env",
            "  strongroom role list --env client.env",
            "%nExit status: 0 done, 1 refused or failed, 2 not understood."
        })
public final class Main {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    /** The group has nothing to do by itself. */
    @Command(name = "secret", description = "Secrets and deleted secrets.")
    private static final class SecretGroup {}

    /** The group has nothing to do by itself. */
    @Command(
            name = "cluster",
            description = {
                "Who takes part in the cluster, and who leads.",
                "The caller must be listed under admin.principals in the nodes' configuration."
            })
    private static final class ClusterGroup {}

    /** The group has nothing to do by itself. */
    @Command(
            name = "role",
            description = {
                "Who may do what on a vault, while the cluster runs.",
                "The caller must be listed under admin.principals in the nodes' configuration."
            })
    private static final class RoleGroup {}

    /** The group has nothing to do by itself. */
    @Command(
            name = "hsm",
            description = {
                "The root keys in the nodes' HSMs, and who is given the root key.",
                "The caller must be listed under admin.principals in the nodes' configuration."
            },
            footer = {
                "%nWith the HSM of the machine that they run on, or with an officer's key:",
                "  join      Brings the cluster's root key into this node's HSM.",
                "  escrow    Gives the root key to officers, of whom some together can restore",
                "            it: create, check, open-share, restore.",
                "They explain themselves: strongroom hsm join --help"
            })
    private static final class HsmGroup {}

    Main() {}

    public static void main(String[] args) {
        // The libraries' logging facade would otherwise complain that nobody listens.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        var console =
                new Console(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        System.in,
                        System.getenv());
        System.exit(run(console, args));
    }

    static int run(Console console, String... args) {
        return commandLine(console).execute(args);
    }

    /** All commands. */
    static CommandLine commandLine(Console console) {
        var secret = new CommandLine(new SecretGroup());
        SecretCommands.addTo(secret, console);
        DeletedCommands.addTo(secret, console);
        var main = new CommandLine(new Main());
        main.addSubcommand(secret);
        var cluster = new CommandLine(new ClusterGroup());
        MemberCommands.addTo(cluster, console);
        main.addSubcommand(cluster);
        var role = new CommandLine(new RoleGroup());
        RoleCommands.addTo(role, console);
        main.addSubcommand(role);
        var hsm = new CommandLine(new HsmGroup());
        HsmCommands.addTo(hsm, console);
        RotationCommands.addTo(hsm, console);
        main.addSubcommand(hsm);
        ClusterCommands.addTo(main, console);
        withHelp(main);
        return main.setOut(console.out())
                .setErr(console.err())
                .setParameterExceptionHandler((e, args) -> {
                    console.err().println("error: USAGE: " + e.getMessage());
                    e.getCommandLine().usage(console.err());
                    return USAGE;
                })
                .setExecutionExceptionHandler((e, line, parsed) -> report(e, console));
    }

    private static void withHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this help.")
                                .build());
        line.getSubcommands().values().forEach(Main::withHelp);
    }

    /** The API's own word, the finer one where there are two. */
    private static String apiCode(ErrorCode code) {
        return code.innerCode().isEmpty() ? code.code() : code.innerCode();
    }

    private static int report(Exception e, Console console) throws Exception {
        if (e instanceof StrongroomException refusal) {
            var addition = refusal.outcomeUnknown() ? " (the change may have happened)" : "";
            var node = refusal.node() == null ? "" : " [node " + refusal.node() + "]";
            console.err()
                    .println(
                            "error: "
                                    + apiCode(refusal.code())
                                    + ": "
                                    + refusal.getMessage()
                                    + addition
                                    + node);
            return FAILED;
        }
        if (e instanceof NodeAccess.NotReadyException notReady) {
            console.err().println("error: NotReady: " + notReady.getMessage());
            return FAILED;
        }
        if (e instanceof Joining.StalledException stalled) {
            console.err().println("error: NotCaughtUp: " + stalled.getMessage());
            return FAILED;
        }
        if (e instanceof RootRotation.StalledException stalled) {
            console.err().println("error: Stalled: " + stalled.getMessage());
            return FAILED;
        }
        if (e instanceof UsageException || e instanceof IllegalArgumentException) {
            console.err().println("error: USAGE: " + e.getMessage());
            return USAGE;
        }
        if (e instanceof IOException) {
            console.err().println("error: IO: " + e.getMessage());
            return FAILED;
        }
        throw e;
    }
}
