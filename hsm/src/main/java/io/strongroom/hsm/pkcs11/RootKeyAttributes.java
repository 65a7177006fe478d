package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import org.xipki.pkcs11.wrapper.AttributeVector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The attributes of a root key: AES-256, sensitive, wraps and unwraps and does nothing else. A key
 * that may also decrypt would let whoever holds the PIN read wrapped keys in the clear. It is
 * extractable, for it goes to the other nodes' HSMs, wrapped: whoever holds the PIN can also wrap
 * it to a key of his own.
 */
final class RootKeyAttributes {
    static final long[] CHECKED = {
        CKA_KEY_TYPE,
        CKA_VALUE_LEN,
        CKA_SENSITIVE,
        CKA_WRAP,
        CKA_UNWRAP,
        CKA_ENCRYPT,
        CKA_DECRYPT,
        CKA_SIGN,
        CKA_VERIFY,
        CKA_DERIVE
    };

    private static final int KEY_BYTES = 32;

    private RootKeyAttributes() {}

    /**
     * The mechanism that is RFC 5649. PKCS#11 3.0 calls it CKM_AES_KEY_WRAP_KWP; before, modules
     * had it as CKM_AES_KEY_WRAP_PAD, which those that know both names use for something older.
     */
    static long keyWrapPad(Set<Long> mechanisms) {
        return mechanisms.contains(CKM_AES_KEY_WRAP_KWP)
                ? CKM_AES_KEY_WRAP_KWP
                : CKM_AES_KEY_WRAP_PAD;
    }

    /**
     * What data keys can be wrapped by, best first. RFC 3394 comes last: it gives blobs of the same
     * length, which other modules do not read.
     */
    static List<Long> wrapMechanisms(Set<Long> mechanisms) {
        List<Long> all = new ArrayList<>();
        if (mechanisms.contains(CKM_AES_KEY_WRAP_KWP)) {
            all.add(CKM_AES_KEY_WRAP_KWP);
        }
        all.add(CKM_AES_KEY_WRAP_PAD); // Whether or not it is listed, so that its refusal is told.
        if (mechanisms.contains(CKM_AES_KEY_WRAP)) {
            all.add(CKM_AES_KEY_WRAP);
        }
        return all;
    }

    /** Those of the listed ones that matter for root keys, by name. */
    static List<String> named(Set<Long> mechanisms) {
        Map<String, Long> known =
                new TreeMap<>(
                        Map.of(
                                "CKM_AES_KEY_GEN", CKM_AES_KEY_GEN,
                                "CKM_AES_KEY_WRAP", CKM_AES_KEY_WRAP,
                                "CKM_AES_KEY_WRAP_KWP", CKM_AES_KEY_WRAP_KWP,
                                "CKM_AES_KEY_WRAP_PAD", CKM_AES_KEY_WRAP_PAD,
                                "CKM_RSA_PKCS_KEY_PAIR_GEN", CKM_RSA_PKCS_KEY_PAIR_GEN,
                                "CKM_RSA_PKCS_OAEP", CKM_RSA_PKCS_OAEP));
        return known.entrySet().stream()
                .filter(one -> mechanisms.contains(one.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The template of a new root key. */
    static AttributeVector template(String label) {
        return unwrapped(label).valueLen(KEY_BYTES);
    }

    /** The template of one that is unwrapped; its length comes with it. */
    static AttributeVector unwrapped(String label) {
        return AttributeVector.newSecretKey(CKK_AES)
                .label(label)
                .token(true)
                .private_(true)
                .sensitive(true)
                .extractable(true)
                .modifiable(false)
                .wrap(true)
                .unwrap(true)
                .encrypt(false)
                .decrypt(false)
                .sign(false)
                .verify(false)
                .derive(false);
    }

    /** Why a key with these attributes (those {@link #CHECKED}) must not be a root key. */
    static Optional<String> unfitness(AttributeVector found) {
        Long keyType = found.keyType();
        if (keyType == null || keyType != CKK_AES) {
            return Optional.of("CKA_KEY_TYPE is not CKK_AES");
        }
        Integer length = found.valueLen();
        // SoftHSM says 0 of a key that was unwrapped.
        if (length != null && length != 0 && length != KEY_BYTES) {
            return Optional.of("CKA_VALUE_LEN is " + length + " bytes, not " + KEY_BYTES);
        }
        // A token may not know an optional attribute: then it cannot grant what it stands for.
        Map<String, Boolean> forbidden = new TreeMap<>();
        forbidden.put("CKA_ENCRYPT", Boolean.TRUE.equals(found.encrypt()));
        forbidden.put("CKA_DECRYPT", Boolean.TRUE.equals(found.decrypt()));
        forbidden.put("CKA_SIGN", Boolean.TRUE.equals(found.sign()));
        forbidden.put("CKA_VERIFY", Boolean.TRUE.equals(found.verify()));
        forbidden.put("CKA_DERIVE", Boolean.TRUE.equals(found.derive()));
        Map<String, Boolean> missing = new TreeMap<>();
        missing.put("CKA_SENSITIVE", !Boolean.TRUE.equals(found.sensitive()));
        missing.put("CKA_WRAP", !Boolean.TRUE.equals(found.wrap()));
        missing.put("CKA_UNWRAP", !Boolean.TRUE.equals(found.unwrap()));
        return firstTrue(forbidden)
                .map(name -> name + " is true and must be false")
                .or(() -> firstTrue(missing).map(name -> name + " is false and must be true"));
    }

    private static Optional<String> firstTrue(Map<String, Boolean> faults) {
        return faults.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
