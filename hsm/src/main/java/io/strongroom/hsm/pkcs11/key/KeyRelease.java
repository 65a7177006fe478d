package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.RsaAesKeyWrap;
import io.strongroom.hsm.pkcs11.KeySession;
import io.strongroom.hsm.pkcs11.TokenConnection;

import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.TokenException;

/**
 * Wraps a key of the token for somebody's RSA key, by the two steps of RSA AES key wrap inside the
 * token: neither the key nor the AES key between is ever in this process. Thread-safe.
 */
final class KeyRelease {
    private final KeyCalls calls;

    KeyRelease(KeyCalls calls) {
        this.calls = calls;
    }

    byte[] released(HsmKey key, PublicPart.Rsa recipient, Hash hash)
            throws HsmException, NotOfferedException {
        // When anything fails, the session is closed, and what it made goes with it.
        return calls.onBlob(
                "RSA AES key wrap over " + hash.javaName(),
                (session, connection, _) -> {
                    requireOffered(connection, hash);
                    long own =
                            session.unwrapKey(
                                    KeyBlob.mechanism(connection),
                                    connection.rootKey(),
                                    KeyBlob.wrapped(connection, key.blob()),
                                    Role.released(key.spec()));
                    byte[] wrapped = wrapped(session, connection, own, recipient, hash);
                    session.destroy(own);
                    return wrapped;
                });
    }

    private static void requireOffered(TokenConnection connection, Hash hash)
            throws PKCS11Exception {
        Mechanisms.require(connection, Mechanisms.oaep(hash));
        Mechanisms.require(connection, new Mechanism(CKM_AES_KEY_GEN));
        if (!connection.wrapsPadded()) {
            throw new PKCS11Exception(CKR_MECHANISM_INVALID); // RFC 5649 is the second step.
        }
    }

    private static byte[] wrapped(
            KeySession session,
            TokenConnection connection,
            long own,
            PublicPart.Rsa recipient,
            Hash hash)
            throws TokenException {
        long between = session.generateKey(new Mechanism(CKM_AES_KEY_GEN), Role.releaseTransport());
        long theirs = session.createObject(Role.recipient(recipient));
        byte[] head = session.wrapKey(Mechanisms.oaep(hash), theirs, between);
        byte[] tail = session.wrapKey(new Mechanism(connection.keyWrapPad()), between, own);
        session.destroy(theirs);
        session.destroy(between);
        return RsaAesKeyWrap.joined(head, tail);
    }
}
