package io.strongroom.hsm.pkcs11;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A pair in a token to which a root key is wrapped. Told from any other by all three: a label and
 * an id can be given to another pair, too.
 *
 * @param label its label in the token
 * @param id its CKA_ID
 * @param subjectPublicKeyInfo the public half, DER (RFC 5280 4.1); empty when the token shows none
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by isSame.
public record TransportPair(String label, byte[] id, byte[] subjectPublicKeyInfo) {
    /** Of the public half: SHA-256, in hexadecimal digits. */
    public String fingerprint() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(subjectPublicKeyInfo));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    boolean isSame(TransportPair other) {
        return label.equals(other.label)
                && Arrays.equals(id, other.id)
                && Arrays.equals(subjectPublicKeyInfo, other.subjectPublicKeyInfo);
    }
}
