package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.pkcs11.KeySession;
import io.strongroom.hsm.pkcs11.TokenConnection;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11KeyPair;
import org.xipki.pkcs11.wrapper.TokenException;

import java.security.MessageDigest;
import java.time.Duration;

/** Makes keys inside the token and takes them out wrapped under the root key. Thread-safe. */
final class KeyMaking {
    /** Of RSA with 4096 bits a slow HSM takes tens of seconds. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private final KeyCalls calls;

    KeyMaking(KeyCalls calls) {
        this.calls = calls;
    }

    HsmKey pair(KeySpec spec) throws HsmException, NotOfferedException {
        return calls.work(
                LONGEST,
                "making a key",
                (session, connection, _) -> {
                    Mechanism mechanism =
                            new Mechanism(
                                    spec instanceof KeySpec.Rsa
                                            ? CKM_RSA_PKCS_KEY_PAIR_GEN
                                            : CKM_EC_KEY_PAIR_GEN);
                    Mechanisms.require(connection, mechanism);
                    // When anything fails, the session is closed, and what it made goes with it.
                    PKCS11KeyPair made =
                            session.generateKeyPair(
                                    mechanism, Role.freshPair(spec, connection.rootKeyTrusted()));
                    AttributeVector shown = publicAttributes(session, spec, made.getPublicKey());
                    byte[] blob = wrapped(session, connection, made.getPrivateKey());
                    session.destroy(made.getPublicKey());
                    session.destroy(made.getPrivateKey());
                    PublicPart publicPart = PublicHalves.generated(spec, shown);
                    return HsmKey.pair(publicPart, blob);
                });
    }

    private static AttributeVector publicAttributes(
            KeySession session, KeySpec spec, long publicKey) throws TokenException {
        return spec instanceof KeySpec.Rsa
                ? session.attributes(publicKey, CKA_MODULUS, CKA_PUBLIC_EXPONENT)
                : session.attributes(publicKey, CKA_EC_POINT);
    }

    /** Takes a key out of the token, as a blob. */
    static byte[] wrapped(KeySession session, TokenConnection connection, long key)
            throws TokenException {
        Mechanism mechanism = KeyBlob.mechanism(connection);
        return KeyBlob.of(connection, session.wrapKey(mechanism, connection.rootKey(), key));
    }

    HsmKey secret(KeySpec.Oct spec) throws HsmException, NotOfferedException {
        Fresh fresh =
                calls.work(
                        LONGEST,
                        "making a key",
                        (session, connection, _) -> {
                            Mechanism mechanism = new Mechanism(CKM_AES_KEY_GEN);
                            Mechanisms.require(connection, mechanism);
                            long made =
                                    session.generateKey(
                                            mechanism,
                                            Role.freshSecret(spec, connection.rootKeyTrusted()));
                            byte[] sample = sample(session, made);
                            byte[] blob = wrapped(session, connection, made);
                            session.destroy(made);
                            return new Fresh(HsmKey.symmetric(spec, blob), sample);
                        });
        requireOpens(calls, fresh.key(), fresh.sample());
        return fresh.key();
    }

    /**
     * Opens a symmetric key's blob.
     *
     * @param sample of the key that it was made of
     */
    static void requireOpens(KeyCalls calls, HsmKey key, byte[] sample)
            throws HsmException, NotOfferedException {
        byte[] again =
                calls.use(
                                key,
                                Role.CIPHER,
                                "AES",
                                (session, _, pinned) -> sample(session, pinned.handle()))
                        .orElseThrow(() -> KeyCalls.failed("using a key that it has made"));
        if (!MessageDigest.isEqual(again, sample)) {
            throw KeyCalls.failed("wrapping a key: the blob holds another");
        }
    }

    /** A block by which two keys are seen to be the same. */
    static byte[] sample(KeySession session, long key) throws TokenException {
        return session.encrypt(Mechanisms.cbc(false, new byte[16]), key, new byte[16]);
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
    private record Fresh(HsmKey key, byte[] sample) {}
}
