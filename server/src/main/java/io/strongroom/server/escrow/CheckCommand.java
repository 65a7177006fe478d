package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.escrow.EscrowDocument;
import io.strongroom.hsm.escrow.Share;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** {@code strongroom hsm escrow check}. */
@Command(
        name = "check",
        description = "Shows an officer that their share of an escrow opens. Reveals nothing.",
        footer = {
            "",
            "Example:",
            "  strongroom hsm escrow check --file escrow.json --officer-key alice.key",
            "",
            "Needs no node and no HSM. Exit codes: 0 it opens, 1 it does not, 2 wrong usage."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin private final OfficerKeyOptions options = new OfficerKeyOptions();

    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws HsmException {
        EscrowDocument document = options.document();
        try (Share share = options.share(document)) {
            terminal.out()
                    .printf(
                            "%s opens share %d of %d; any %d of them restore the root key.%n",
                            options.key(),
                            share.index(),
                            document.shares().size(),
                            document.required());
            terminal.out().println("This file (SHA-256): " + document.print().hex());
        }
        return ExitCode.OK;
    }
}
