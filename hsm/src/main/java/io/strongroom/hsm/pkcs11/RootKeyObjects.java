package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;

import org.xipki.pkcs11.wrapper.TokenException;

import java.security.MessageDigest;
import java.util.Optional;

/** Finds root keys on a token, and tries what they do. */
final class RootKeyObjects {
    private RootKeyObjects() {}

    /**
     * The one key with that label.
     *
     * @throws HsmException of kind CONFIGURATION when there is none, or several
     */
    static long only(TokenPort.Session session, String tokenLabel, String keyLabel)
            throws HsmException, TokenException {
        long[] keys = session.findSecretKeys(keyLabel);
        if (keys.length == 0) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" has no secret key labelled \""
                            + keyLabel
                            + "\": correct the configured label, bring the cluster's root key to"
                            + " this token (strongroom hsm join), or generate one if this is a new"
                            + " cluster");
        }
        if (keys.length > 1) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" has several secret keys labelled \""
                            + keyLabel
                            + "\": give the root key a label of its own");
        }
        return keys[0];
    }

    /** As {@link #only}, and that it may be a root key. */
    static long fit(TokenPort.Session session, String tokenLabel, String keyLabel)
            throws HsmException, TokenException {
        long key = only(session, tokenLabel, keyLabel);
        Optional<String> unfitness = session.unfitness(key);
        if (unfitness.isPresent()) {
            throw unfit(
                    "the key \"" + keyLabel + "\" is not used as root key: its ", unfitness.get());
        }
        return key;
    }

    static HsmException unfit(String what, String unfitness) {
        return new HsmException(
                Kind.CONFIGURATION,
                what
                        + unfitness
                        + "; a root key is a sensitive AES-256 key that may wrap and unwrap and"
                        + " nothing else");
    }

    static void refuseTaken(TokenPort.Session session, String tokenLabel, String keyLabel)
            throws HsmException, TokenException {
        if (session.findSecretKeys(keyLabel).length > 0) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" has a key labelled \""
                            + keyLabel
                            + "\" already, and it is not replaced: everything sealed under it"
                            + " would be lost");
        }
    }

    static byte[] fingerprint(TokenPort.Slot slot, long rootKey)
            throws HsmException, TokenException {
        return RootKeyFingerprint.of(tried(slot, rootKey, false).controlBlob());
    }

    /** Wraps by the first mechanism that gives what RFC 5649 and RFC 3394 do, or by any. */
    static Generation.RootKeyHandle tried(TokenPort.Slot slot, long rootKey, boolean trusted)
            throws HsmException, TokenException {
        Generation.RootKeyHandle odd = null;
        TokenException refusal = null;
        for (long mechanism : RootKeyAttributes.wrapMechanisms(slot.mechanisms())) {
            try {
                byte[] blob = controlBlob(slot, mechanism, rootKey);
                Generation.RootKeyHandle one =
                        new Generation.RootKeyHandle(rootKey, trusted, mechanism, blob);
                if (blob.length == AesKeyWrap.WRAPPED_DATA_KEY_BYTES) {
                    return one;
                }
                odd = one;
            } catch (TokenException e) {
                if (TokenFault.of(e) != TokenFault.REFUSED) {
                    throw e;
                }
                refusal = e; // NSS lists one that the wrapper cannot use.
            }
        }
        if (odd != null) {
            return odd; // Refused when it is used, saying why.
        }
        throw refusal == null ? new TokenException("no mechanism wraps keys") : refusal;
    }

    private static byte[] controlBlob(TokenPort.Slot slot, long mechanism, long rootKey)
            throws HsmException, TokenException {
        TokenPort.Session session = slot.openSession(false);
        try {
            byte[] publicValue = RootKeyFingerprint.publicValue();
            byte[] blob = session.wrap(mechanism, rootKey, publicValue);
            if (!MessageDigest.isEqual(publicValue, session.unwrap(mechanism, rootKey, blob))) {
                throw new HsmException(
                        Kind.UNAVAILABLE, "the token unwrapped something else than it had wrapped");
            }
            return blob;
        } finally {
            session.close();
        }
    }
}
