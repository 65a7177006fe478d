package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretFile;
import io.strongroom.server.config.ConfigException;
import io.strongroom.server.config.ConfigLoader;
import io.strongroom.server.config.NodeConfig;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a root key is restored to: what a node's configuration names, or a key store file. A
 * configuration that names a key store does not load before that is there.
 */
final class HomeOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The YAML file of the node whose token gets the key.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--key-store",
            paramLabel = "FILE",
            description = "Instead: the key store file to make; must not exist.")
    private Optional<Path> keyStore = Optional.empty();

    @Option(
            names = "--key-store-passphrase-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of the new key store in its only line.")
    private Optional<Path> passphraseFile = Optional.empty();

    @Option(
            names = "--key-label",
            paramLabel = "LABEL",
            description = "The label of the key in the token. Default: the escrow's.")
    private Optional<String> keyLabel = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    Optional<NodeConfig> node() throws ConfigException {
        if (config.isPresent() == keyStore.isPresent()
                || keyStore.isPresent() != passphraseFile.isPresent()) {
            throw misused("give either --config, or --key-store with its passphrase file");
        }
        return config.isPresent() ? Optional.of(ConfigLoader.load(config.get())) : Optional.empty();
    }

    private RuntimeException misused(String message) {
        CommandSpec known = command;
        return known == null
                ? new IllegalStateException(message)
                : new ParameterException(known.commandLine(), message);
    }

    RootKeyHome home(Optional<NodeConfig> node) throws HsmException {
        if (node.isPresent()) {
            return RootKeyHome.of(node.get().rootKey());
        }
        return new RootKeyHome.KeyStore(
                keyStore.orElseThrow(), SecretFile.read(passphraseFile.orElseThrow()));
    }

    /** The label that the key gets in the token. */
    String label(RootKeyHome home, String escrowed) {
        if (home.label().isEmpty()) {
            return "";
        }
        return keyLabel.orElse(escrowed.isEmpty() ? home.label() : escrowed);
    }
}
