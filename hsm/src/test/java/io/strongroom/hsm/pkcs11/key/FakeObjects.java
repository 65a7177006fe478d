package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.pkcs11.KeySession;
import io.strongroom.hsm.pkcs11.TokenConnection;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11KeyPair;
import org.xipki.pkcs11.wrapper.TokenException;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A token that only unwraps and destroys, and counts its objects. For one thread. */
final class FakeObjects implements TokenConnection {
    final int number;
    final Set<Long> objects = new TreeSet<>();
    final List<FakeSession> sessions = new ArrayList<>();
    int unwraps;
    boolean refuses;

    FakeObjects(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long rootKey() {
        return 7;
    }

    @Override
    public boolean rootKeyTrusted() {
        return false;
    }

    @Override
    public boolean offers(long mechanism) {
        return true;
    }

    @Override
    public long keyWrapPad() {
        return PKCS11Constants.CKM_AES_KEY_WRAP_PAD;
    }

    @Override
    public boolean wrapsPadded() {
        return true;
    }

    @Override
    public KeySession openSession() {
        FakeSession session = new FakeSession();
        sessions.add(session);
        return session;
    }

    final class FakeSession implements KeySession {
        boolean closed;

        @Override
        public long unwrapKey(
                Mechanism mechanism, long unwrappingKey, byte[] wrapped, AttributeVector made)
                throws TokenException {
            unwraps++;
            if (refuses) {
                throw new PKCS11Exception(PKCS11Constants.CKR_WRAPPED_KEY_INVALID);
            }
            long handle = 100L * number + unwraps;
            objects.add(handle);
            return handle;
        }

        @Override
        public void destroy(long object) throws TokenException {
            if (!objects.remove(object)) {
                throw new PKCS11Exception(PKCS11Constants.CKR_OBJECT_HANDLE_INVALID);
            }
        }

        @Override
        public void close() {
            closed = true;
            objects.clear();
        }

        @Override
        public long generateKey(Mechanism mechanism, AttributeVector template) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PKCS11KeyPair generateKeyPair(Mechanism mechanism, KeyPairTemplate template) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long createObject(AttributeVector template) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] wrapKey(Mechanism mechanism, long wrappingKey, long key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] sign(Mechanism mechanism, long key, byte[] data) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] encrypt(Mechanism mechanism, long key, byte[] plaintext) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] decrypt(Mechanism mechanism, long key, byte[] ciphertext) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AttributeVector attributes(long object, long... types) {
            throw new UnsupportedOperationException();
        }
    }
}
