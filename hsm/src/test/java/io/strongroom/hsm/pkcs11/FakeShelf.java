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

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A token with AES keys that wraps in software, and goes wrong on command. One thread at a time.
 */
final class FakeShelf implements TokenPort {
    /** What happens after a root key was unwrapped, each time one was. */
    interface Trouble {
        void strike(FakeShelf shelf, long made) throws TokenException;
    }

    final Map<Long, Thing> things = new HashMap<>();
    final Queue<Trouble> afterUnwrap = new ArrayDeque<>();
    Optional<String> unfitness = Optional.empty();

    /** Halves of pairs, by the handles of their things, whose values wrap for each other. */
    final Map<Long, Half> halves = new HashMap<>();

    int pairBits = 3072;
    boolean pairsDecrypt;
    boolean pinRefused;
    boolean away;
    int logins;
    int opened;
    int closed;
    private long handles;

    /** An object; those that are not the token's are gone with their session. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Thing(String label, boolean token, byte[] value, Shown session) {}

    /**
     * Of an RSA pair.
     *
     * @param stays whether the token refuses to destroy it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Half(boolean secret, byte[] id, BigInteger modulus, boolean stays) {
        /** A stand-in for RSA: what one half wraps the other unwraps. */
        static byte[] value(BigInteger modulus) {
            byte[] all = modulus.toByteArray();
            return Arrays.copyOfRange(all, all.length - 32, all.length);
        }
    }

    /** Both halves under that label. */
    PKCS11KeyPair putPair(String label, byte[] id, BigInteger modulus, boolean stays) {
        long publicHalf = put(label, Half.value(modulus));
        long privateHalf = put(label, Half.value(modulus));
        halves.put(publicHalf, new Half(false, id, modulus, stays));
        halves.put(privateHalf, new Half(true, id, modulus, stays));
        return new PKCS11KeyPair(publicHalf, privateHalf);
    }

    long put(String label, byte[] value) {
        return put(new Thing(label, true, value, new Shown(this)));
    }

    Thing thing(long handle) {
        return Objects.requireNonNull(things.get(handle));
    }

    private long put(Thing thing) {
        things.put(++handles, thing);
        return handles;
    }

    private void present() throws TokenException {
        if (away) {
            throw new PKCS11Exception(PKCS11Constants.CKR_DEVICE_REMOVED);
        }
    }

    @Override
    public Slot locate() throws TokenException {
        present();
        return new Slot() {
            @Override
            public Session openSession(boolean readWrite) throws TokenException {
                present();
                opened++;
                return new Shown(FakeShelf.this);
            }

            @Override
            public Set<Long> mechanisms() {
                return Set.of(PKCS11Constants.CKM_AES_KEY_WRAP_PAD);
            }
        };
    }

    @Override
    public void restart() {}

    /** A session. */
    static final class Shown implements Session {
        private final FakeShelf shelf;

        Shown(FakeShelf shelf) {
            this.shelf = shelf;
        }

        private byte[] value(long handle) throws TokenException {
            shelf.present();
            Thing thing = shelf.things.get(handle);
            if (thing == null) {
                throw new PKCS11Exception(PKCS11Constants.CKR_KEY_HANDLE_INVALID);
            }
            return thing.value();
        }

        private long made(AttributeVector template, byte[] value) {
            String label = Objects.requireNonNullElse(template.label(), "");
            boolean token = Boolean.TRUE.equals(template.token());
            return shelf.put(new Thing(label, token, value, this));
        }

        @Override
        public void login(char[] pin) throws TokenException {
            shelf.logins++;
            if (shelf.pinRefused) {
                throw new PKCS11Exception(PKCS11Constants.CKR_PIN_INCORRECT);
            }
        }

        @Override
        public long[] findSecretKeys(String label) throws TokenException {
            shelf.present();
            return shelf.things.entrySet().stream()
                    .filter(one -> one.getValue().label().equals(label))
                    .mapToLong(Map.Entry::getKey)
                    .toArray();
        }

        @Override
        public long[] find(AttributeVector template, int most) throws TokenException {
            shelf.present();
            boolean secret =
                    Objects.requireNonNull(template.class_()) == PKCS11Constants.CKO_PRIVATE_KEY;
            String label = template.label();
            return shelf.halves.entrySet().stream()
                    .filter(one -> one.getValue().secret() == secret)
                    .map(Map.Entry::getKey)
                    .filter(handle -> label == null || shelf.thing(handle).label().equals(label))
                    .mapToLong(handle -> handle)
                    .toArray();
        }

        @Override
        public Optional<String> unfitness(long key) {
            return shelf.unfitness;
        }

        @Override
        public long generateRootKey(AttributeVector template) {
            byte[] value = new byte[32];
            Arrays.fill(value, (byte) 1);
            return made(template, value);
        }

        @Override
        public long unwrapRootKey(
                Supplier<Mechanism> mechanism,
                long unwrappingKey,
                byte[] wrapped,
                AttributeVector template)
                throws TokenException {
            long made = unwrapKey(mechanism.get(), unwrappingKey, wrapped, template);
            Trouble trouble = shelf.afterUnwrap.poll();
            if (trouble != null) {
                trouble.strike(shelf, made);
            }
            return made;
        }

        @Override
        public boolean trusted(long key) {
            return false;
        }

        @Override
        public byte[] wrap(long mechanism, long rootKey, byte[] dataKey) throws TokenException {
            return AesKeyWrap.wrap(value(rootKey), dataKey);
        }

        @Override
        public byte[] unwrap(long mechanism, long rootKey, byte[] wrapped) throws TokenException {
            try {
                return AesKeyWrap.unwrap(value(rootKey), wrapped);
            } catch (HsmException e) {
                throw new PKCS11Exception(PKCS11Constants.CKR_GENERAL_ERROR); // As SoftHSM does.
            }
        }

        @Override
        public long generateKey(Mechanism mechanism, AttributeVector template) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PKCS11KeyPair generateKeyPair(Mechanism mechanism, KeyPairTemplate template) {
            AttributeVector half = template.privateKey();
            BigInteger number = BigInteger.valueOf(++shelf.handles);
            BigInteger modulus =
                    BigInteger.TWO.pow(shelf.pairBits - 1).add(number.shiftLeft(1)).setBit(0);
            return shelf.putPair(
                    Objects.requireNonNull(half.label()),
                    Objects.requireNonNull(half.id()),
                    modulus,
                    false);
        }

        @Override
        public long createObject(AttributeVector template) {
            BigInteger modulus = template.modulus();
            return made(
                    template,
                    modulus == null
                            ? Objects.requireNonNull(template.value()).clone()
                            : Half.value(modulus));
        }

        @Override
        public byte[] wrapKey(Mechanism mechanism, long wrappingKey, long key)
                throws TokenException {
            return AesKeyWrap.wrap(value(wrappingKey), value(key));
        }

        @Override
        public long unwrapKey(
                Mechanism mechanism, long unwrappingKey, byte[] wrapped, AttributeVector made)
                throws TokenException {
            return made(made, unwrap(mechanism.getMechanismCode(), unwrappingKey, wrapped));
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
            Half half = shelf.halves.get(object);
            if (half == null) {
                return new AttributeVector().extractable(true);
            }
            return new AttributeVector()
                    .label(shelf.thing(object).label())
                    .id(half.id())
                    .modulus(half.modulus())
                    .publicExponent(BigInteger.valueOf(65537))
                    .sensitive(true)
                    .extractable(false)
                    .decrypt(shelf.pairsDecrypt)
                    .unwrap(true);
        }

        @Override
        public void destroy(long object) throws TokenException {
            shelf.present();
            Half half = shelf.halves.get(object);
            if (half != null && half.stays()) {
                throw new PKCS11Exception(PKCS11Constants.CKR_ACTION_PROHIBITED);
            }
            shelf.halves.remove(object);
            shelf.things.remove(object);
        }

        @Override
        public void close() {
            shelf.closed++;
            shelf.things.values().removeIf(thing -> !thing.token() && thing.session() == this);
        }
    }
}
