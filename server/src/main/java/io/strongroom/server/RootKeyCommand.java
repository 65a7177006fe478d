package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretFile;
import io.strongroom.hsm.pkcs11.RootKeyTransport;
import io.strongroom.hsm.software.SoftwareRootKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code strongroom root-key}: makes the key that the nodes are then given copies of. */
@Command(
        name = "root-key",
        description = "Makes a cluster's root key; every node then needs a copy of it.",
        synopsisSubcommandLabel = "COMMAND")
final class RootKeyCommand {
    private final PrintWriter out;

    RootKeyCommand(PrintWriter out) {
        this.out = out;
    }

    @Command(name = "create", description = "Makes a root key in an encrypted key store file.")
    int create(
            @Option(
                            names = "--file",
                            required = true,
                            description = "The key store to make; must not exist.")
                    Path file,
            @Option(
                            names = "--passphrase-file",
                            required = true,
                            description = "Holds the passphrase in its only line.")
                    Path passphraseFile)
            throws HsmException {
        char[] passphrase = SecretFile.read(passphraseFile);
        try (SoftwareRootKey made = SoftwareRootKey.create(file, passphrase)) {
            out.println("made " + file + ": " + made.protectionLevel());
        } finally {
            Arrays.fill(passphrase, '\0');
        }
        return 0;
    }

    @Command(
            name = "generate",
            description = "Makes a root key on a PKCS#11 token; other HSMs get it by hsm join.")
    int generate(
            @Option(
                            names = "--module",
                            required = true,
                            description = "The PKCS#11 shared library.")
                    Path module,
            @Option(
                            names = "--token-label",
                            required = true,
                            description = "The label of an initialised token.")
                    String tokenLabel,
            @Option(
                            names = "--pin-file",
                            required = true,
                            description = "Holds the user PIN in its only line.")
                    Path pinFile,
            @Option(
                            names = "--key-label",
                            required = true,
                            description = "The new key's label; must not be taken.")
                    String keyLabel,
            @Option(
                            names = "--not-extractable",
                            description = {
                                "The key can never leave this HSM, also not wrapped: for an HSM"
                                        + " that all nodes share.",
                                "Such a key cannot be brought into another HSM (hsm join)."
                            })
                    boolean notExtractable)
            throws HsmException {
        char[] pin = SecretFile.read(pinFile);
        try (RootKeyTransport token = RootKeyTransport.open(module, tokenLabel, pin)) {
            if (notExtractable) {
                token.generateNotExtractable(keyLabel);
            } else {
                token.generate(keyLabel);
            }
        } finally {
            Arrays.fill(pin, '\0');
        }
        out.println("made the key " + keyLabel + " on the token " + tokenLabel);
        return 0;
    }
}
