package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.escrow.Escrow;
import io.strongroom.hsm.escrow.EscrowDocument;
import io.strongroom.hsm.escrow.EscrowedRootKey;
import io.strongroom.hsm.escrow.Officer;
import io.strongroom.server.config.ClusterRootKey;
import io.strongroom.server.config.ConfigException;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/** {@code strongroom hsm escrow create}. */
@Command(
        name = "create",
        description = "Makes an escrow of this node's root key for three to ten officers.",
        footer = {
            "",
            "Example:",
            "  strongroom hsm escrow create --config node.yaml --officer alice.pem \\",
            "    --officer bob.pem --officer carol.pem --required 2 --out escrow.json",
            "",
            "It is the newest root key that is there, unless --generation or --key-label",
            "says another. The node may run (not with SoftHSM: its folder is for one",
            "process). Each officer makes an RSA key of 2048 bits or more and keeps the",
            "private half; compare the fingerprints with each of them before you say yes.",
            "Exit codes: 0 made, 1 failed and nothing was written, 2 wrong usage or not",
            "confirmed."
        })
final class CreateCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The YAML file of a node that has the root key.")
    private Path config = Path.of("");

    @Option(
            names = "--officer",
            required = true,
            paramLabel = "FILE",
            description = "An officer's certificate or public key in PEM; once for each.")
    private List<Path> officers = List.of();

    @Option(
            names = "--required",
            required = true,
            paramLabel = "M",
            description = "How many of them restore the key, 2 or more.")
    private int required;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The escrow file to make; must not exist.")
    private Path out = Path.of("");

    @Mixin private final KeyChoice choice = new KeyChoice();

    @Option(names = "--yes", description = "The officers' fingerprints have been compared.")
    private boolean sure;

    private final Terminal terminal;

    CreateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigException, HsmException, IOException {
        ClusterRootKey source = ClusterRootKey.load(config);
        EscrowFiles.refuseExisting(out);
        Escrow.Officers chosen = officers();
        try (RootKeyHome home = RootKeyHome.of(source.rootKey())) {
            OptionalInt said = choice.said(home.label());
            int generation = said.isPresent() ? said.getAsInt() : home.newest();
            String label = home.label(generation);
            EscrowedRootKey.Subject subject =
                    new EscrowedRootKey.Subject(
                            source.cluster(),
                            label,
                            generation,
                            home.fingerprint(label),
                            Instant.now().truncatedTo(ChronoUnit.SECONDS));
            show(home.place(label), subject, chosen);
            if (!sure && !terminal.agrees("Has each officer confirmed their fingerprint?")) {
                terminal.err().println("strongroom: not confirmed; nothing was made");
                return ExitCode.USAGE;
            }
            EscrowDocument made = Escrow.create(chosen, subject, key -> home.wrapUnder(label, key));
            EscrowFiles.writeNew(out, made.toJson());
            explain(subject, made);
            return ExitCode.OK;
        }
    }

    private Escrow.Officers officers() throws HsmException {
        List<Officer> read = new ArrayList<>();
        for (Path file : officers) {
            String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
            read.add(Officer.read(name, EscrowFiles.text(file)));
        }
        return Escrow.Officers.of(read, required);
    }

    private void show(String place, EscrowedRootKey.Subject subject, Escrow.Officers chosen) {
        terminal.err()
                .println(
                        "Root key: %s, generation %d, fingerprint %s"
                                .formatted(place, subject.generation(), subject.fingerprint()));
        terminal.err()
                .printf(
                        "Any %d of these %d officers together get it:%n",
                        chosen.required(), chosen.officers().size());
        for (Officer officer : chosen.officers()) {
            terminal.err().println("  " + officer.name());
            terminal.err().println("    " + officer.print());
        }
    }

    private void explain(EscrowedRootKey.Subject subject, EscrowDocument made) {
        terminal.out()
                .print(
                        """
                        Made %s: any %d of %d officers restore the root key from it.
                          root key fingerprint  %s (generation %d)
                          cluster               %s
                          this file (SHA-256)   %s
                        Now: let each officer try theirs: strongroom hsm escrow check --file %s --officer-key KEY
                        Keep:
                          - the file with every backup of the cluster, in more than one place; it is no secret,
                            but without it the officers can restore nothing;
                          - each private key with its officer only, never two in one place, never beside the file;
                          - the fingerprint, its generation and the cluster's id on paper, to compare them when you restore.
                        Make a new escrow, and destroy the old file, when an officer leaves or the root key changes.
                        """
                                .formatted(
                                        out,
                                        made.required(),
                                        made.shares().size(),
                                        subject.fingerprint(),
                                        subject.generation(),
                                        subject.cluster(),
                                        made.print().hex(),
                                        out));
        terminal.out().flush();
    }
}
