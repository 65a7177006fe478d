package io.strongroom.server.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.SecretFile;
import io.strongroom.hsm.escrow.OpenedEscrow;
import io.strongroom.hsm.pkcs11.Pkcs11RootKeyDevice;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.hsm.pkcs11.RootKeyTransport;
import io.strongroom.hsm.software.SoftwareRootKey;
import io.strongroom.server.config.RootKeySettings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;

/** Where a root key is, or is brought to. Closing it wipes what it keeps of PINs. */
sealed interface RootKeyHome extends AutoCloseable {
    /** The label that the configuration gives the first root key; empty in a file. */
    String label();

    /** The newest generation of the root key that is here. */
    int newest() throws HsmException;

    /** What the root key of that generation is called here. */
    String label(int generation);

    /** For people. */
    String place(String label);

    /** As hexadecimal digits. */
    String fingerprint(String label) throws HsmException;

    /** The root key, wrapped; what a token gave has been unwrapped by it again. */
    byte[] wrapUnder(String label, SecretBytes wrappingKey) throws HsmException;

    /**
     * Fails when there is a key already, before anybody is asked for a share.
     *
     * @param generation of the one that is to come; empty when only the shares will tell
     */
    void requireFree(OptionalInt generation) throws HsmException;

    /** Takes the key in and compares its fingerprint; nothing stays when it differs. */
    void restore(String label, OpenedEscrow opened) throws HsmException;

    @Override
    void close();

    /** The home that a node's configuration names. */
    static RootKeyHome of(RootKeySettings settings) throws HsmException {
        if (settings.software().isPresent()) {
            RootKeySettings.Software file = settings.software().get();
            char[] passphrase =
                    file.passphraseFile().isPresent()
                            ? SecretFile.read(file.passphraseFile().get())
                            : environment(file.passphraseEnv().orElseThrow());
            return new KeyStore(file.keyStore(), passphrase);
        }
        RootKeySettings.Pkcs11 token = settings.pkcs11().orElseThrow();
        char[] pin = SecretFile.read(token.pinFile());
        try {
            return new Token(
                    RootKeyTransport.open(token.module(), token.tokenLabel(), pin),
                    token.tokenLabel(),
                    token.keyLabel());
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static char[] environment(String name) throws HsmException {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the environment variable "
                            + name
                            + " with the root key's passphrase is not set");
        }
        return value.toCharArray();
    }

    /** A PKCS#11 token. */
    record Token(RootKeyTransport transport, String tokenLabel, String label)
            implements RootKeyHome {
        private static final String TRIAL = "-escrow-trial";

        @Override
        public String place(String keyLabel) {
            return "the key \"" + keyLabel + "\" on the token \"" + tokenLabel + "\"";
        }

        @Override
        public String fingerprint(String keyLabel) throws HsmException {
            return HexFormat.of().formatHex(transport.fingerprint(keyLabel));
        }

        @Override
        public byte[] wrapUnder(String keyLabel, SecretBytes wrappingKey) throws HsmException {
            byte[] blob = transport.wrapRootUnder(keyLabel, wrappingKey);
            String trial = keyLabel + TRIAL;
            if (holds(trial)) { // An earlier command was ended in the middle.
                transport.destroy(trial);
            }
            transport.unwrapRootUnder(wrappingKey, blob, trial, transport.fingerprint(keyLabel));
            transport.destroy(trial);
            return blob;
        }

        @Override
        public int newest() throws HsmException {
            return Pkcs11RootKeyDevice.newest(label, transport.rootKeys());
        }

        @Override
        public String label(int generation) {
            return Pkcs11RootKeyDevice.label(label, generation);
        }

        private boolean holds(String keyLabel) throws HsmException {
            return transport.rootKeys().stream().anyMatch(key -> key.label().equals(keyLabel));
        }

        @Override
        public void requireFree(OptionalInt generation) throws HsmException {
            for (RootKeyInfo key : transport.rootKeys()) {
                OptionalInt held = Pkcs11RootKeyDevice.generation(label, key.label());
                if (held.isPresent() && (generation.isEmpty() || generation.equals(held))) {
                    throw new HsmException(
                            Kind.CONFIGURATION,
                            place(key.label())
                                    + " is there already: an escrow is restored into a token"
                                    + " without it; if it is the cluster's root key, nothing needs"
                                    + " restoring"
                                    + (generation.isEmpty()
                                            ? ". The escrow of another generation: say which by"
                                                    + " --generation"
                                            : ""));
                }
            }
        }

        @Override
        public void restore(String keyLabel, OpenedEscrow opened) throws HsmException {
            transport.unwrapRootUnder(
                    opened.wrappingKey(),
                    opened.content().blob(),
                    keyLabel,
                    opened.content().subject().fingerprintBytes());
        }

        @Override
        public void close() {
            transport.close();
        }
    }

    /** An encrypted key store file. Wipes the passphrase that it was given. */
    @SuppressWarnings("ArrayRecordComponent") // Wiped on close, never compared or printed.
    record KeyStore(Path file, char[] passphrase) implements RootKeyHome {
        @Override
        public String label() {
            return "";
        }

        /** One in a file is never rotated. */
        @Override
        public int newest() {
            return 1;
        }

        @Override
        public String label(int generation) {
            return "";
        }

        @Override
        public String place(String keyLabel) {
            return "the key store " + file;
        }

        @Override
        public String fingerprint(String keyLabel) throws HsmException {
            try (SoftwareRootKey key = SoftwareRootKey.open(file, passphrase)) {
                return HexFormat.of().formatHex(key.fingerprint());
            }
        }

        @Override
        public byte[] wrapUnder(String keyLabel, SecretBytes wrappingKey) throws HsmException {
            try (SoftwareRootKey key = SoftwareRootKey.open(file, passphrase)) {
                return key.wrappedUnder(wrappingKey);
            }
        }

        @Override
        public void requireFree(OptionalInt generation) throws HsmException {
            EscrowFiles.refuseExisting(file);
        }

        @Override
        public void restore(String keyLabel, OpenedEscrow opened) throws HsmException {
            SoftwareRootKey.restore(
                            file,
                            passphrase,
                            opened.wrappingKey(),
                            opened.content().blob(),
                            opened.content().subject().fingerprintBytes())
                    .close();
        }

        @Override
        public void close() {
            Arrays.fill(passphrase, '\0');
        }
    }
}
