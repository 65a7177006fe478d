package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.escrow.EscrowDocument;
import io.strongroom.hsm.escrow.EscrowedRootKey;
import io.strongroom.hsm.escrow.KeyPrint;
import io.strongroom.hsm.escrow.OpenedEscrow;
import io.strongroom.hsm.escrow.TransferKey;
import io.strongroom.server.config.ClusterRootKey;
import io.strongroom.server.config.ConfigException;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;

/** {@code strongroom hsm escrow restore}. */
@Command(
        name = "restore",
        description = "Brings the root key of an escrow into a new HSM, with enough officers.",
        footer = {
            "",
            "Examples:",
            "  strongroom hsm escrow restore --config node.yaml --file escrow.json \\",
            "    --request request.pem --share alice.share --share carol.share",
            "  strongroom hsm escrow restore --config node.yaml --file escrow.json \\",
            "    --officer-key alice.key --officer-key carol.key",
            "  strongroom hsm escrow restore --key-store rootkey.p12 \\",
            "    --key-store-passphrase-file rootkey.pass --file escrow.json ...",
            "",
            "The first form writes request.pem, shows its fingerprint and waits for the",
            "share files: each officer makes theirs anywhere (strongroom hsm escrow",
            "open-share). It deletes all these files at its end; after a failure the",
            "officers open their shares anew. The token (its label and PIN are the",
            "configuration's) must be initialised and without the key, which gets the label",
            "that the configuration gives its generation. Of the configuration only rootKey",
            "and cluster.id are read. A token that has another generation takes one more if",
            "you say which: --generation, or --key-label.",
            "Exit codes: 0 restored, 1 failed and nothing was restored, 2 wrong usage."
        })
final class RestoreCommand implements Callable<Integer> {
    private static final String FINGERPRINT = "[0-9a-f]{" + 2 * RootKeyFingerprint.BYTES + "}";

    @Mixin private final HomeOptions target = new HomeOptions();

    @Mixin private final KeyChoice choice = new KeyChoice();

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "The escrow file.")
    private Path file = Path.of("");

    @Option(
            names = "--share",
            paramLabel = "FILE",
            description = "A share that an officer opens for this; may come later.")
    private List<Path> shareFiles = List.of();

    @Option(
            names = "--request",
            paramLabel = "FILE",
            description = "To be written for the officers; must not exist.")
    private Optional<Path> request = Optional.empty();

    @Option(
            names = "--officer-key",
            paramLabel = "FILE",
            description = "The private key of an officer who is here.")
    private List<Path> officerKeys = List.of();

    @Option(
            names = "--officer-passphrase-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of those keys in its only line.")
    private Optional<Path> officerPassphrase = Optional.empty();

    @Option(
            names = "--fingerprint",
            paramLabel = "HEX",
            description = "The root key's, as you have it on paper; any other is refused.")
    private Optional<String> onPaper = Optional.empty();

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "PT24H",
            description = "How long to wait for shares. Default: ${DEFAULT-VALUE}.")
    private Duration patience = Duration.ofHours(24);

    private final Terminal terminal;
    private final Pause pause;

    RestoreCommand(Terminal terminal, Pause pause) {
        this.terminal = terminal;
        this.pause = pause;
    }

    @Override
    public Integer call() throws ConfigException, HsmException, IOException, InterruptedException {
        Optional<ClusterRootKey> configured = target.configured();
        EscrowDocument document = EscrowFiles.document(file);
        requireEnough(document);
        Optional<String> fingerprint = fingerprint();
        try (RootKeyHome home = target.home(configured);
                Gathering gathering = new Gathering(document, terminal.err())) {
            OptionalInt generation = choice.said(home.label());
            home.requireFree(generation);
            Expected expected =
                    new Expected(configured.map(ClusterRootKey::cluster), generation, fingerprint);
            gather(gathering);
            try (OpenedEscrow opened = gathering.opened()) {
                EscrowedRootKey.Subject subject = opened.content().subject();
                expected.require(subject);
                String label = home.label(subject.generation());
                home.restore(label, opened);
                tell(subject, home.place(label));
            }
        }
        return ExitCode.OK;
    }

    private Optional<String> fingerprint() throws HsmException {
        Optional<String> digits = onPaper.map(KeyPrint::digits);
        if (digits.isPresent() && !digits.get().matches(FINGERPRINT)) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "--fingerprint: a root key's has %d hexadecimal digits (blanks between them are allowed), not \"%s\""
                            .formatted(2 * RootKeyFingerprint.BYTES, onPaper.orElseThrow()));
        }
        return digits;
    }

    private void requireEnough(EscrowDocument document) throws HsmException {
        int given = officerKeys.size() + shareFiles.size();
        if (given < document.required()) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "%d of %d officers are needed and %d are named: name more by --share, or --officer-key"
                            .formatted(document.required(), document.shares().size(), given));
        }
        if (officerKeys.size() < document.required() && request.isEmpty()) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "--request is missing: the file that officers open their shares for");
        }
    }

    private void gather(Gathering gathering)
            throws HsmException, IOException, InterruptedException {
        for (Path key : officerKeys) {
            if (!gathering.isComplete()) {
                gathering.add(EscrowFiles.officerKey(key, officerPassphrase));
            }
        }
        if (gathering.isComplete()) {
            return;
        }
        Path written = request.orElseThrow();
        TransferKey transfer = TransferKey.generate();
        EscrowFiles.writeNew(written, transfer.request());
        try {
            terminal.err().println("Give the officers " + written + ". Its fingerprint:");
            terminal.err().println("  " + transfer.print());
            terminal.err().println("Waiting for their shares. Do not end this command.");
            gathering.await(transfer, shareFiles, patience, pause);
        } finally {
            Files.deleteIfExists(written);
            gathering.deleteUsed();
        }
    }

    /** What is known of the root key beforehand. */
    private record Expected(
            Optional<UUID> cluster, OptionalInt generation, Optional<String> fingerprint) {
        void require(EscrowedRootKey.Subject subject) throws HsmException {
            if (cluster.isPresent() && !cluster.get().equals(subject.cluster())) {
                throw new HsmException(
                        Kind.CONFIGURATION,
                        "the escrow is of the cluster %s, but the configuration says cluster.id %s: take the escrow of that cluster, or correct the configuration"
                                .formatted(subject.cluster(), cluster.get()));
            }
            if (generation.isPresent() && generation.getAsInt() != subject.generation()) {
                throw new HsmException(
                        Kind.CONFIGURATION,
                        "the escrow holds the root key of generation %d, not %d: take the escrow of that generation, or leave --generation and --key-label out"
                                .formatted(subject.generation(), generation.getAsInt()));
            }
            if (fingerprint.isPresent() && !fingerprint.get().equals(subject.fingerprint())) {
                throw new HsmException(
                        Kind.CONFIGURATION,
                        "the escrow holds the root key with the fingerprint %s, not %s: take the file of the escrow whose fingerprint you have"
                                .formatted(subject.fingerprint(), fingerprint.get()));
            }
        }
    }

    private void tell(EscrowedRootKey.Subject subject, String place) {
        terminal.out()
                .print(
                        """
                        Restored as %s.
                          root key fingerprint  %s (generation %d)
                          cluster               %s
                          escrow made           %s
                        The shares and their wrapping key were in this machine's memory; nothing of them is on disk.
                        """
                                .formatted(
                                        place,
                                        subject.fingerprint(),
                                        subject.generation(),
                                        subject.cluster(),
                                        subject.made()));
        terminal.out().flush();
    }
}
