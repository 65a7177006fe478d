package io.strongroom.server;

import picocli.CommandLine.Command;

/** {@code strongroom hsm}: what is done with nodes' HSMs. */
@Command(
        name = "hsm",
        description = "Root keys in HSMs, and out of them.",
        synopsisSubcommandLabel = "COMMAND")
final class HsmCommand {}
