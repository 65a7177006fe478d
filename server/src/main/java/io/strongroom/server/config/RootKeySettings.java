package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the root key lives: exactly one of the two.
 *
 * @param grace how long a node goes on with the data keys that it has unwrapped while its root key
 *     is away; then it wipes them
 */
public record RootKeySettings(
        Optional<Software> software, Optional<Pkcs11> pkcs11, Duration grace) {
    private static final Duration SHORTEST_GRACE = Duration.ofSeconds(10);
    private static final Duration LONGEST_GRACE = Duration.ofDays(7);

    public RootKeySettings {
        unless(
                grace.compareTo(SHORTEST_GRACE) >= 0 && grace.compareTo(LONGEST_GRACE) <= 0,
                "grace",
                "a node goes on without its root key for "
                        + SHORTEST_GRACE
                        + " to "
                        + LONGEST_GRACE
                        + ", not "
                        + grace);
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
