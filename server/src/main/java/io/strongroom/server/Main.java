package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.server.ceremony.HsmCommand;
import io.strongroom.server.ceremony.JoinCommand;
import io.strongroom.server.config.ConfigException;
import io.strongroom.server.dev.DevCommand;
import io.strongroom.server.dev.plan.DevException;
import io.strongroom.server.escrow.EscrowCommand;
import io.strongroom.server.offline.ClusterCommand;
import io.strongroom.server.offline.RepairLogCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The server's command line. Ends with 0 when the command did what it says, 1 when it failed, 2
 * when it was not understood.
 */
@Command(
        name = "strongroom",
        description = "A self-hosted key vault that speaks Azure Key Vault's REST API.",
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(
                commandLine(
                                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                                new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                        .execute(arguments));
    }

    /**
     * All commands.
     *
     * @param out receives results
     * @param err receives progress and errors
     */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine main =
                new CommandLine(new Main())
                        .addSubcommand(new NodeCommand())
                        .addSubcommand(new DevCommand(out, err))
                        .addSubcommand(new RootKeyCommand(out))
                        .addSubcommand(hsm(out, err))
                        .addSubcommand(new RepairLogCommand(out, err))
                        .addSubcommand(new ClusterCommand(out, err));
        addHelp(main);
        return main.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, _) -> report(failure, command));
    }

    private static CommandLine hsm(PrintWriter out, PrintWriter err) {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return new CommandLine(new HsmCommand())
                .addSubcommand(new JoinCommand(out, err, in))
                .addSubcommand(EscrowCommand.commandLine(out, err, System.in));
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this help.")
                                .build());
        command.getSubcommands().values().forEach(Main::addHelp);
    }

    /** A failure that we foresaw is told in its own words; anything else keeps its stack trace. */
    private static int report(Exception failure, CommandLine command) throws Exception {
        switch (failure) {
            case DevException known -> {
                command.getErr().println("strongroom: " + known.getMessage());
                return known.exitCode();
            }
            case HsmException known ->
                    command.getErr().println("strongroom: " + known.getMessage());
            case ConfigException known -> command.getErr().println(known.getMessage());
            default -> throw failure;
        }
        return FAILED;
    }
}
