package io.strongroom.server.ceremony;

import picocli.CommandLine.Command;

/**
 * {@code strongroom hsm ...}, as far as it needs this machine's HSM; has nothing to do by itself.
 */
@Command(
        name = "hsm",
        description =
                "Works with this machine's HSM; status, requests, approve, refuse, rotate and"
                        + " retire ask the nodes.",
        synopsisSubcommandLabel = "COMMAND")
public final class HsmCommand {
    public HsmCommand() {}
}
