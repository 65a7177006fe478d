package io.strongroom.hsm.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import java.security.interfaces.RSAPublicKey;

/**
 * Somebody who is given a share.
 *
 * @param name how the document and messages call them; nothing depends on it
 * @param key the share is sealed to it
 * @param print of the certificate, or of the bare public key (SubjectPublicKeyInfo)
 */
public record Officer(String name, RSAPublicKey key, KeyPrint print) {
    private static final int LONGEST_NAME = 100;

    /**
     * Reads a certificate or a public key in PEM.
     *
     * @param name for the officer; characters that could confuse a terminal become dots
     * @throws HsmException of kind CONFIGURATION when it is none, or a weak one
     */
    public static Officer read(String name, String pem) throws HsmException {
        String plain = name.replaceAll("[^A-Za-z0-9 _@.,=+-]", ".");
        String shown = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        Pem.PublicHalf found = Pem.publicHalf(shown, pem);
        RSAPublicKey key = RsaKeys.strong(found.key(), "the public key of " + shown);
        return new Officer(shown, key, KeyPrint.of(found.encoded()));
    }

    boolean hasKeyOf(Officer other) {
        return key.getModulus().equals(other.key.getModulus());
    }

    static HsmException duplicate(Officer one, Officer other) {
        return new HsmException(
                Kind.CONFIGURATION,
                "%s and %s have the same key, so one person would hold two shares: give each officer a key of their own"
                        .formatted(one.name, other.name));
    }
}
