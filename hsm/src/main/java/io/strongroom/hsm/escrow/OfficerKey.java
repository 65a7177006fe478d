package io.strongroom.hsm.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An officer's private key, which opens the officer's share. Its numbers stay in the heap until
 * they are collected: the JDK cannot wipe them.
 */
public final class OfficerKey {
    private static final byte DER_SEQUENCE = 0x30;

    private final RSAPrivateKey key;

    private OfficerKey(RSAPrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a private key: PEM (PKCS#8, encrypted or not, or OpenSSL's older form) or PKCS#12 with
     * one private key in it.
     *
     * @param file its bytes; they and the passphrase stay the caller's, to wipe
     * @param passphrase empty when there is none; PKCS#12 needs one
     * @throws HsmException of kind CONFIGURATION when it does not open; the message says why
     */
    public static OfficerKey read(byte[] file, Optional<char[]> passphrase) throws HsmException {
        RSAPrivateKey key =
                file.length > 0 && file[0] == DER_SEQUENCE
                        ? fromKeyStore(file, passphrase)
                        : Pem.privateKey(new String(file, StandardCharsets.ISO_8859_1), passphrase);
        if (key.getModulus().bitLength() < RsaKeys.FEWEST_BITS) {
            throw unusable("an RSA key of an officer has at least 2048 bits");
        }
        return new OfficerKey(key);
    }

    private static RSAPrivateKey fromKeyStore(byte[] file, Optional<char[]> passphrase)
            throws HsmException {
        char[] secret =
                passphrase.orElseThrow(
                        () -> unusable("a PKCS#12 file needs its passphrase, in a file"));
        List<RSAPrivateKey> found = new ArrayList<>();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(file), secret);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.getKey(alias, secret);
                if (key instanceof RSAPrivateKey rsa) {
                    found.add(rsa);
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the officer's PKCS#12 file does not open: is it the right passphrase?",
                    e);
        }
        if (found.size() != 1) {
            throw unusable(
                    "the officer's PKCS#12 file holds "
                            + found.size()
                            + " private keys of RSA: give one with the officer's only");
        }
        return found.getFirst();
    }

    private static HsmException unusable(String message) {
        return new HsmException(Kind.CONFIGURATION, message);
    }

    /**
     * This officer's share, for the caller to close.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when the document has none for this key
     */
    public Share open(EscrowDocument document) throws HsmException {
        for (EscrowDocument.SealedShare sealed : document.shares()) {
            SecretBytes words;
            try {
                words = Jwe.open(key, sealed.jwe());
            } catch (HsmException _) {
                continue; // Another officer's: which one is whose cannot be told from a bare key.
            }
            return Share.parse(words);
        }
        throw new HsmException(
                Kind.NOT_AUTHENTIC,
                "none of the %d shares in this escrow opens with this key: it is not one of its officers', or the file was changed"
                        .formatted(document.shares().size()));
    }
}
