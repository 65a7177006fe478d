package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.escrow.EscrowDocument;
import io.strongroom.hsm.escrow.KeyPrint;
import io.strongroom.hsm.escrow.Share;
import io.strongroom.hsm.escrow.TransferKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code strongroom hsm escrow open-share}. */
@Command(
        name = "open-share",
        description = "Opens an officer's share for a restoration that is under way elsewhere.",
        footer = {
            "",
            "Example:",
            "  strongroom hsm escrow open-share --file escrow.json --officer-key alice.key \\",
            "    --request request.pem --out alice.share",
            "",
            "Compare the request's fingerprint with whoever restores, by voice or in person:",
            "who sends you another request gets your share. The result is for that request",
            "only and may be sent by mail. Needs no node and no HSM.",
            "Exit codes: 0 written, 1 failed, 2 wrong usage or not confirmed."
        })
final class OpenShareCommand implements Callable<Integer> {
    @Mixin private final OfficerKeyOptions options = new OfficerKeyOptions();

    @Option(
            names = "--request",
            required = true,
            paramLabel = "FILE",
            description = "What the restoring command has written.")
    private Path request = Path.of("");

    @Option(
            names = "--request-fingerprint",
            paramLabel = "HEX",
            description = "The request's fingerprint as you were told it, instead of a question.")
    private Optional<String> told = Optional.empty();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The opened share, for whoever restores; must not exist.")
    private Path out = Path.of("");

    private final Terminal terminal;

    OpenShareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws HsmException, IOException {
        EscrowFiles.refuseExisting(out);
        String requested = EscrowFiles.text(request);
        EscrowDocument document = options.document();
        if (!isConfirmed(TransferKey.printOf(requested))) {
            terminal.err().println("strongroom: not confirmed; your share was not opened");
            return ExitCode.USAGE;
        }
        try (Share share = options.share(document)) {
            EscrowFiles.writeNew(out, TransferKey.sealed(document, share, requested));
            terminal.out()
                    .printf(
                            "Wrote %s (share %d) for whoever restores; only that command can open"
                                    + " it.%n",
                            out, share.index());
        }
        return ExitCode.OK;
    }

    private boolean isConfirmed(KeyPrint print) throws HsmException, IOException {
        if (told.isPresent()) {
            if (!print.isTyped(told.get())) {
                throw new HsmException(
                        HsmException.Kind.CONFIGURATION,
                        "the request's fingerprint is "
                                + print.hex()
                                + ", not what you were told: somebody may have exchanged the"
                                + " request; your share was not opened");
            }
            return true;
        }
        terminal.err().println("The request's fingerprint: " + print);
        return terminal.agrees("Is that what whoever restores sees?");
    }
}
