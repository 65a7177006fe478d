package io.strongroom.server.escrow;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.InputStream;
import java.io.PrintWriter;

/** {@code strongroom hsm escrow}. */
@Command(
        name = "escrow",
        description = "Gives the root key to officers, of whom some together can restore it.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "In order: create (once, and after each change of the root key or of the",
            "officers), check (each officer, now and then); after the loss of every HSM:",
            "restore on the new one, open-share by each officer. docs/operations.md,",
            "\"Escrow\", has it all."
        })
public final class EscrowCommand {
    private EscrowCommand() {}

    /**
     * The command with its subcommands.
     *
     * @param out receives results
     * @param err receives progress and questions
     * @param in answers to questions
     */
    public static CommandLine commandLine(PrintWriter out, PrintWriter err, InputStream in) {
        return commandLine(new Terminal(out, err, in), Pause.SECOND);
    }

    static CommandLine commandLine(Terminal terminal, Pause pause) {
        return new CommandLine(new EscrowCommand())
                .addSubcommand(new CreateCommand(terminal))
                .addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new OpenShareCommand(terminal))
                .addSubcommand(new RestoreCommand(terminal, pause));
    }
}
