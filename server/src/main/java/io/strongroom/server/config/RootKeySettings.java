package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.nio.file.Path;
import java.util.Optional;

/** Where the root key lives: exactly one of the two. */
public record RootKeySettings(Optional<Software> software, Optional<Pkcs11> pkcs11) {
    public RootKeySettings {
        unless(
                software.isPresent() != pkcs11.isPresent(),
                "software",
                "exactly one of software and pkcs11 must be given");
    }

    /**
     * An encrypted key store file; its passphrase from exactly one of a file and an environment
     * variable.
     */
    public record Software(
            Path keyStore, Optional<Path> passphraseFile, Optional<String> passphraseEnv) {
        public Software {
            unless(
                    passphraseFile.isPresent() != passphraseEnv.isPresent(),
                    "passphraseFile",
                    "exactly one of passphraseFile and passphraseEnv must be given");
        }
    }

    /**
     * A token of a PKCS#11 module.
     *
     * @param module the shared library
     * @param pinFile holds the user PIN
     * @param keyLabel CKA_LABEL of the root key
     */
    public record Pkcs11(Path module, String tokenLabel, Path pinFile, String keyLabel) {}
}
