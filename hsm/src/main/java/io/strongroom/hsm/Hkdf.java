package io.strongroom.hsm;

import java.security.GeneralSecurityException;

import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** HKDF (RFC 5869) with HMAC-SHA256. Thread-safe. */
final class Hkdf {
    private Hkdf() {}

    /** Extracts and expands; the result is the caller's to wipe. */
    static byte[] derive(byte[] keyMaterial, byte[] salt, byte[] info, int length) {
        try {
            KDF kdf = KDF.getInstance("HKDF-SHA256");
            return kdf.deriveData(
                    HKDFParameterSpec.ofExtract()
                            .addIKM(keyMaterial)
                            .addSalt(salt)
                            .thenExpand(info, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
        }
    }
}
