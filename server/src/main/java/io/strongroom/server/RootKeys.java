package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyDevice;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.SecretFile;
import io.strongroom.hsm.pkcs11.Pkcs11RootKeyDevice;
import io.strongroom.hsm.software.SoftwareRootKey;
import io.strongroom.hsm.software.SoftwareRootKeyDevice;
import io.strongroom.server.config.RootKeySettings;
import io.strongroom.storage.command.RootKeyGeneration;

import java.util.Arrays;

/**
 * A node's root keys, from where the configuration says that they are.
 *
 * @param ring opened as they are asked for
 */
record RootKeys(RootKeyDevice device, RootKeyRing ring) implements AutoCloseable {
    static RootKeys open(RootKeySettings settings) throws HsmException {
        RootKeyDevice device =
                settings.software().isPresent()
                        ? software(settings.software().get())
                        : pkcs11(settings.pkcs11().orElseThrow());
        return new RootKeys(device, new RootKeyRing(device));
    }

    /**
     * One line for the start-up log. Of several generations none is opened for it: the newest that
     * is there may be none of this cluster's, and only the state says which is in use.
     *
     * @throws HsmException also when there is none
     */
    String protectionLevel() throws HsmException {
        int newest = device.newest();
        return newest == RootKeyGeneration.FIRST
                ? ring.of(newest).protectionLevel()
                : "PKCS#11 root key: that which the cluster's state names, of those on the token;"
                        + " the newest there is of generation "
                        + newest;
    }

    /**
     * As {@link #protectionLevel}, of a node that starts: while the HSM is away the ring is sealed,
     * and this says so.
     *
     * @throws HsmException of kind CONFIGURATION only: what an operator must change
     */
    String levelAtStart() throws HsmException {
        try {
            return protectionLevel();
        } catch (HsmException e) {
            if (e.kind() == HsmException.Kind.CONFIGURATION) {
                throw e;
            }
            seal(e);
            return "away: " + e.getMessage();
        }
    }

    /** The root keys cannot be compared with the cluster's: none is used before they were. */
    void seal(HsmException away) {
        ring.seal(
                "this node was started without its HSM and is sealed until that is back ("
                        + away.getMessage()
                        + ")");
    }

    @Override
    public void close() {
        ring.close();
        device.close();
    }

    private static RootKeyDevice software(RootKeySettings.Software settings) throws HsmException {
        char[] passphrase =
                settings.passphraseFile().isPresent()
                        ? SecretFile.read(settings.passphraseFile().get())
                        : environment(settings.passphraseEnv().orElseThrow());
        try {
            return new SoftwareRootKeyDevice(SoftwareRootKey.open(settings.keyStore(), passphrase));
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private static RootKeyDevice pkcs11(RootKeySettings.Pkcs11 settings) throws HsmException {
        char[] pin = SecretFile.read(settings.pinFile());
        try {
            return Pkcs11RootKeyDevice.of(
                    settings.module(), settings.tokenLabel(), pin, settings.keyLabel());
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static char[] environment(String name) throws HsmException {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new HsmException(
                    HsmException.Kind.CONFIGURATION,
                    "the environment variable "
                            + name
                            + " with the root key's passphrase is not set");
        }
        return value.toCharArray();
    }
}
