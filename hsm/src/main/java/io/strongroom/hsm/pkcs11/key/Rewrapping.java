package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.pkcs11.KeySession;
import io.strongroom.hsm.pkcs11.TokenConnection;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.TokenException;

import java.time.Duration;

/**
 * Takes keys from one root key to another of the same token, inside it: what was unwrapped is
 * extractable until it is wrapped again, and then destroyed.
 */
final class Rewrapping {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private Rewrapping() {}

    /** A root key as every session of this process can name it, while its connection lasts. */
    record Target(long handle, String label, boolean trusted) {}

    /**
     * A key under its new root key, not tried yet.
     *
     * @param sample of a symmetric key, see {@link KeyMaking#sample}; empty of a pair
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
    record Moved(HsmKey key, byte[] sample) {}

    /** The root key that these calls are under. */
    static Target target(KeyCalls calls) throws HsmException, NotOfferedException {
        return calls.work(
                LONGEST,
                "finding the new root key",
                (session, connection, _) ->
                        new Target(
                                connection.rootKey(),
                                label(session, connection.rootKey()),
                                connection.rootKeyTrusted()));
    }

    private static String label(KeySession session, long key) throws TokenException {
        String label = session.attributes(key, CKA_LABEL).label();
        return label == null ? "" : label;
    }

    /**
     * Wraps a key anew.
     *
     * @param calls under the root key that wraps it now
     */
    static Moved moved(KeyCalls calls, HsmKey key, Target target)
            throws HsmException, NotOfferedException {
        return calls.work(
                LONGEST,
                "taking a key over from another root key",
                (session, connection, _) -> {
                    // The module may have been restarted since, and the handle mean another key.
                    if (!label(session, target.handle()).equals(target.label())) {
                        throw new PKCS11Exception(CKR_KEY_HANDLE_INVALID);
                    }
                    // When anything fails, the session is closed, and what it made goes with it.
                    long object = unwrapped(session, connection, key, target.trusted());
                    byte[] sample =
                            key.spec() instanceof KeySpec.Oct
                                    ? KeyMaking.sample(session, object)
                                    : new byte[0];
                    Mechanism mechanism = KeyBlob.mechanism(connection);
                    byte[] wrapped = session.wrapKey(mechanism, target.handle(), object);
                    session.destroy(object);
                    byte[] blob = KeyBlob.of(connection, wrapped);
                    return new Moved(new HsmKey(key.spec(), key.publicPart(), blob), sample);
                });
    }

    private static long unwrapped(
            KeySession session, TokenConnection connection, HsmKey key, boolean onlyWithTrusted)
            throws TokenException, HsmException {
        byte[] wrapped = KeyBlob.wrapped(connection, key.blob());
        HsmKeys.Kind kind =
                switch (key.spec()) {
                    case KeySpec.Rsa _ -> HsmKeys.Kind.RSA;
                    case KeySpec.Ec _ -> HsmKeys.Kind.EC;
                    case KeySpec.Oct _ -> HsmKeys.Kind.OCT;
                };
        Mechanism mechanism = KeyBlob.mechanism(connection);
        AttributeVector template = Role.arrived(kind, onlyWithTrusted);
        try {
            return session.unwrapKey(mechanism, connection.rootKey(), wrapped, template);
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() != CKR_TEMPLATE_INCOMPLETE) {
                throw e;
            }
            AttributeVector more = Role.withPoint(Role.arrived(kind, onlyWithTrusted), key);
            return session.unwrapKey(mechanism, connection.rootKey(), wrapped, more);
        }
    }
}
