package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretFile;
import io.strongroom.server.config.ClusterRootKey;
import io.strongroom.server.config.ConfigException;

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

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    Optional<ClusterRootKey> configured() throws ConfigException {
        if (config.isPresent() == keyStore.isPresent()
                || keyStore.isPresent() != passphraseFile.isPresent()) {
            throw misused("give either --config, or --key-store with its passphrase file");
        }
        return config.isPresent()
                ? Optional.of(ClusterRootKey.load(config.get()))
                : Optional.empty();
    }

    private RuntimeException misused(String message) {
        CommandSpec known = command;
        return known == null
                ? new IllegalStateException(message)
                : new ParameterException(known.commandLine(), message);
    }

    RootKeyHome home(Optional<ClusterRootKey> configured) throws HsmException {
        if (configured.isPresent()) {
            return RootKeyHome.of(configured.get().rootKey());
        }
        return new RootKeyHome.KeyStore(
                keyStore.orElseThrow(), SecretFile.read(passphraseFile.orElseThrow()));
    }
}
