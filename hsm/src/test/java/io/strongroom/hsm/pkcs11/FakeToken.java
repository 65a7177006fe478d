package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11KeyPair;
import org.xipki.pkcs11.wrapper.TokenException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A token that wraps in software and fails on command. Thread-safe. */
final class FakeToken implements TokenPort {
    static final long ROOT_KEY = 7;

    /** Where a failure can be planted. */
    enum Step {
        LOCATE,
        OPEN,
        LOGIN,
        WRAP,
        UNWRAP,
        SIGN
    }

    /** What happens instead of the step; returning lets the step go on. */
    interface Trouble {
        void strike() throws TokenException, HsmException;
    }

    final AtomicInteger locates = new AtomicInteger();
    final AtomicInteger restarts = new AtomicInteger();
    final AtomicInteger logins = new AtomicInteger();
    final List<FakeSession> sessions = new ArrayList<>();
    final byte[] rootKey = new byte[32];
    volatile long[] keys = {ROOT_KEY};
    volatile Optional<String> unfitness = Optional.empty();
    volatile Set<Long> mechanisms = Set.of(PKCS11Constants.CKM_AES_KEY_WRAP_PAD);
    volatile boolean lies;
    private final Map<Step, Queue<Trouble>> troubles = new EnumMap<>(Step.class);

    FakeToken() {
        for (Step step : Step.values()) {
            troubles.put(step, new ConcurrentLinkedQueue<>());
        }
    }

    /** Plants failures for the next executions of the step, one each. */
    void plant(Step step, Trouble... next) {
        queue(step).addAll(Arrays.asList(next));
    }

    static Trouble code(long errorCode) {
        return () -> {
            throw new PKCS11Exception(errorCode);
        };
    }

    static Trouble lost() {
        return code(PKCS11Constants.CKR_DEVICE_REMOVED);
    }

    static Trouble stale() {
        return code(PKCS11Constants.CKR_SESSION_HANDLE_INVALID);
    }

    synchronized long openSessions() {
        return sessions.stream().filter(s -> !s.closed).count();
    }

    private Queue<Trouble> queue(Step step) {
        Queue<Trouble> queue = troubles.get(step);
        if (queue == null) {
            throw new IllegalStateException("every step has a queue");
        }
        return queue;
    }

    private void enter(Step step) throws TokenException {
        Trouble trouble = queue(step).poll();
        if (trouble != null) {
            try {
                trouble.strike();
            } catch (HsmException e) {
                throw new IllegalStateException(step + " cannot throw that", e);
            }
        }
    }

    @Override
    public Slot locate() throws HsmException, TokenException {
        locates.incrementAndGet();
        Trouble trouble = queue(Step.LOCATE).poll();
        if (trouble != null) {
            trouble.strike();
        }
        return new FakeSlot();
    }

    @Override
    public void restart() {
        restarts.incrementAndGet();
    }

    private final class FakeSlot implements Slot {
        @Override
        public Set<Long> mechanisms() {
            return mechanisms;
        }

        @Override
        public Session openSession(boolean readWrite) throws TokenException {
            enter(Step.OPEN);
            FakeSession session = new FakeSession();
            synchronized (FakeToken.this) {
                sessions.add(session);
            }
            return session;
        }
    }

    final class FakeSession implements Session {
        volatile boolean closed;
        final AtomicInteger operations = new AtomicInteger();
        private volatile boolean spoilt;

        private void use(Step step) throws TokenException {
            if (closed || spoilt) {
                throw new IllegalStateException("a session was used after its end");
            }
            spoilt = true;
            enter(step);
            spoilt = false;
        }

        @Override
        public void login(char[] pin) throws TokenException {
            logins.incrementAndGet();
            use(Step.LOGIN);
            if (!"1234".equals(new String(pin))) {
                throw new PKCS11Exception(PKCS11Constants.CKR_PIN_INCORRECT);
            }
        }

        @Override
        public long[] findSecretKeys(String label) {
            return keys;
        }

        @Override
        public Optional<String> unfitness(long key) {
            return unfitness;
        }

        @Override
        public long[] find(AttributeVector template, int most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long generateRootKey(AttributeVector template) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long unwrapRootKey(
                Supplier<Mechanism> mechanism,
                long unwrappingKey,
                byte[] wrapped,
                AttributeVector template) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void destroy(long key) {
            keys = new long[0];
        }

        @Override
        public boolean trusted(long key) {
            return false;
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
        public long unwrapKey(
                Mechanism mechanism, long unwrappingKey, byte[] wrapped, AttributeVector made) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] sign(Mechanism mechanism, long key, byte[] data) throws TokenException {
            operations.incrementAndGet();
            use(Step.SIGN);
            return data.clone();
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

        @Override
        public byte[] wrap(long mechanism, long key, byte[] dataKey) throws TokenException {
            operations.incrementAndGet();
            use(Step.WRAP);
            return AesKeyWrap.wrap(rootKey, dataKey);
        }

        @Override
        public byte[] unwrap(long mechanism, long key, byte[] wrapped) throws TokenException {
            operations.incrementAndGet();
            use(Step.UNWRAP);
            try {
                byte[] value = AesKeyWrap.unwrap(rootKey, wrapped);
                value[0] ^= (byte) (lies ? 1 : 0);
                return value;
            } catch (HsmException e) {
                throw new PKCS11Exception(PKCS11Constants.CKR_GENERAL_ERROR); // As SoftHSM does.
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
