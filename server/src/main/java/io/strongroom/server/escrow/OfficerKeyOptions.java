package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.escrow.EscrowDocument;
import io.strongroom.hsm.escrow.Share;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** An escrow file, and the key that opens one share in it. */
final class OfficerKeyOptions {
    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "The escrow file.")
    private Path file = Path.of("");

    @Option(
            names = "--officer-key",
            required = true,
            paramLabel = "FILE",
            description = "The officer's private key: PEM, or PKCS#12.")
    private Path officerKey = Path.of("");

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Holds the private key's passphrase in its only line, if it has one.")
    private Optional<Path> passphraseFile = Optional.empty();

    Path key() {
        return officerKey;
    }

    EscrowDocument document() throws HsmException {
        return EscrowFiles.document(file);
    }

    /** For the caller to close. */
    Share share(EscrowDocument document) throws HsmException {
        return EscrowFiles.officerKey(officerKey, passphraseFile).open(document);
    }
}
