package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.key.DigestInfo;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.pkcs11.TokenConnection;

import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.params.ByteArrayParams;
import org.xipki.pkcs11.wrapper.params.GCM_PARAMS;
import org.xipki.pkcs11.wrapper.params.RSA_PKCS_OAEP_PARAMS;
import org.xipki.pkcs11.wrapper.params.RSA_PKCS_PSS_PARAMS;

/**
 * Algorithms as PKCS#11 has them. A mechanism is made anew for each use, for the wrapper changes
 * it. CKM_RSA_AES_KEY_WRAP is not among them: the wrapper ends the process over its parameters.
 */
final class Mechanisms {
    private static final int GCM_TAG_BITS = 128;

    private Mechanisms() {}

    /** As a refusal of the token's, so that it is told like one. */
    static void require(TokenConnection connection, Mechanism mechanism) throws PKCS11Exception {
        if (!connection.offers(mechanism.getMechanismCode())) {
            throw new PKCS11Exception(CKR_MECHANISM_INVALID);
        }
    }

    static Mechanism of(SignatureAlgorithm algorithm) {
        return switch (algorithm.scheme()) {
            case RSA_PKCS1, RSA_RAW_PKCS1 -> new Mechanism(CKM_RSA_PKCS);
            case RSA_PSS -> {
                Hash hash = algorithm.hash().orElseThrow();
                yield new Mechanism(
                        CKM_RSA_PKCS_PSS,
                        new RSA_PKCS_PSS_PARAMS(code(hash), mask(hash), hash.bytes()));
            }
            case ECDSA -> new Mechanism(CKM_ECDSA);
        };
    }

    /** What is given to the token to be signed: it pads, but makes no DigestInfo. */
    static byte[] signed(SignatureAlgorithm algorithm, byte[] digest) {
        return switch (algorithm.scheme()) {
            case RSA_PKCS1 -> DigestInfo.of(algorithm.hash().orElseThrow(), digest);
            case RSA_RAW_PKCS1, RSA_PSS, ECDSA -> digest;
        };
    }

    static Mechanism of(RsaEncryption algorithm) {
        return algorithm.hash().map(Mechanisms::oaep).orElseGet(() -> new Mechanism(CKM_RSA_PKCS));
    }

    static Mechanism oaep(Hash hash) {
        return new Mechanism(CKM_RSA_PKCS_OAEP, new RSA_PKCS_OAEP_PARAMS(code(hash), mask(hash)));
    }

    static Mechanism gcm(byte[] nonce, byte[] aad) {
        return new Mechanism(CKM_AES_GCM, new GCM_PARAMS(nonce, aad, GCM_TAG_BITS));
    }

    static Mechanism cbc(boolean padded, byte[] vector) {
        return new Mechanism(padded ? CKM_AES_CBC_PAD : CKM_AES_CBC, new ByteArrayParams(vector));
    }

    static Mechanism hmac(Hash hash) {
        return new Mechanism(
                switch (hash) {
                    case SHA_1 -> CKM_SHA_1_HMAC;
                    case SHA_256 -> CKM_SHA256_HMAC;
                    case SHA_384 -> CKM_SHA384_HMAC;
                    case SHA_512 -> CKM_SHA512_HMAC;
                });
    }

    private static long code(Hash hash) {
        return switch (hash) {
            case SHA_1 -> CKM_SHA_1;
            case SHA_256 -> CKM_SHA256;
            case SHA_384 -> CKM_SHA384;
            case SHA_512 -> CKM_SHA512;
        };
    }

    private static long mask(Hash hash) {
        return switch (hash) {
            case SHA_1 -> CKG_MGF1_SHA1;
            case SHA_256 -> CKG_MGF1_SHA256;
            case SHA_384 -> CKG_MGF1_SHA384;
            case SHA_512 -> CKG_MGF1_SHA512;
        };
    }
}
