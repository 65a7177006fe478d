package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11KeyPair;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.TokenException;
import org.xipki.pkcs11.wrapper.attrs.Attribute;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A session of the wrapper. Never its PKCS11Token, which was seen to work under another caller's
 * key (reliability finding F9).
 */
final class WrapperSession implements TokenPort.Session {
    private static final Logger LOG = LoggerFactory.getLogger(WrapperSession.class);
    private static final int MAX_FOUND = 10;

    private final Origin origin;
    private final Session session;

    WrapperSession(Origin origin, Session session) {
        this.origin = origin;
        this.session = session;
    }

    /**
     * Where a session comes from.
     *
     * @param keyWrapPad the module's mechanism for RFC 5649
     */
    record Origin(LoadedModule module, long epoch, long keyWrapPad) {}

    private interface Operation<T> {
        T run() throws TokenException;
    }

    private interface Action {
        void run() throws TokenException;
    }

    /** Each operation is one entry into the module, so that no restart comes between its steps. */
    private <T> T enter(Operation<T> operation) throws TokenException {
        return origin.module().enter(origin.epoch(), inside -> operation.run());
    }

    private void act(Action action) throws TokenException {
        enter(() -> {
            action.run();
            return true;
        });
    }

    @Override
    public void login(char[] pin) throws TokenException {
        try {
            act(() -> session.login(CKU_USER, pin));
        } catch (PKCS11Exception e) {
            // Login belongs to the process: another session of ours has done it.
            if (e.getErrorCode() != CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        }
    }

    @Override
    public long[] findSecretKeys(String label) throws TokenException {
        AttributeVector template = AttributeVector.newSecretKey().label(label);
        return enter(() -> session.findObjectsSingle(template, MAX_FOUND));
    }

    @Override
    public Optional<String> unfitness(long key) throws TokenException {
        return RootKeyAttributes.unfitness(attributes(key, RootKeyAttributes.CHECKED));
    }

    @Override
    public long[] find(AttributeVector template, int most) throws TokenException {
        return enter(() -> session.findObjectsSingle(template, most));
    }

    @Override
    public long generateRootKey(AttributeVector template) throws TokenException {
        return fenced(template, made -> generateKey(new Mechanism(CKM_AES_KEY_GEN), made));
    }

    @Override
    public long unwrapRootKey(
            Supplier<Mechanism> mechanism,
            long unwrappingKey,
            byte[] wrapped,
            AttributeVector template)
            throws TokenException {
        Making making = made -> unwrapKey(mechanism.get(), unwrappingKey, wrapped, made);
        try {
            return fenced(template, making);
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() != CKR_ATTRIBUTE_READ_ONLY) {
                throw e;
            }
            // SoftHSM takes no CKA_MODIFIABLE when it unwraps.
            AttributeVector modifiable = new AttributeVector();
            for (Attribute attribute : template.snapshot()) {
                if (attribute.getType() != CKA_MODIFIABLE) {
                    modifiable.attr(attribute);
                }
            }
            return fenced(modifiable, making);
        }
    }

    private interface Making {
        long make(AttributeVector template) throws TokenException;
    }

    private long fenced(AttributeVector template, Making making) throws TokenException {
        AttributeVector fenced =
                new AttributeVector(template.snapshot().toArray(Attribute[]::new))
                        .allowedMechanisms(new long[] {origin.keyWrapPad()});
        try {
            return making.make(fenced);
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() != CKR_ATTRIBUTE_TYPE_INVALID
                    && e.getErrorCode() != CKR_TEMPLATE_INCONSISTENT
                    && e.getErrorCode() != CKR_GENERAL_ERROR) {
                throw e;
            }
            // Not every token knows CKA_ALLOWED_MECHANISMS, and NSS says so in general; it is a
            // second fence only.
            return making.make(template);
        }
    }

    @Override
    public boolean trusted(long key) throws TokenException {
        return Boolean.TRUE.equals(attributes(key, CKA_TRUSTED).trusted());
    }

    @Override
    public long generateKey(Mechanism mechanism, AttributeVector template) throws TokenException {
        return enter(() -> session.generateKey(mechanism, template));
    }

    @Override
    public PKCS11KeyPair generateKeyPair(Mechanism mechanism, KeyPairTemplate template)
            throws TokenException {
        return enter(() -> session.generateKeyPair(mechanism, template));
    }

    @Override
    public long createObject(AttributeVector template) throws TokenException {
        return enter(() -> session.createObject(template));
    }

    @Override
    public byte[] wrapKey(Mechanism mechanism, long wrappingKey, long key) throws TokenException {
        return enter(() -> session.wrapKey(mechanism, wrappingKey, key));
    }

    @Override
    public long unwrapKey(
            Mechanism mechanism, long unwrappingKey, byte[] wrapped, AttributeVector made)
            throws TokenException {
        return enter(() -> session.unwrapKey(mechanism, unwrappingKey, wrapped, made));
    }

    @Override
    public byte[] sign(Mechanism mechanism, long key, byte[] data) throws TokenException {
        return enter(() -> session.signSingle(mechanism, key, data));
    }

    @Override
    public byte[] encrypt(Mechanism mechanism, long key, byte[] plaintext) throws TokenException {
        return enter(() -> session.encryptSingle(mechanism, key, plaintext));
    }

    @Override
    public byte[] decrypt(Mechanism mechanism, long key, byte[] ciphertext) throws TokenException {
        return enter(() -> session.decryptSingle(mechanism, key, ciphertext));
    }

    @Override
    public AttributeVector attributes(long object, long... types) throws TokenException {
        return enter(() -> session.getAttrValues(object, types));
    }

    @Override
    public void destroy(long object) throws TokenException {
        act(() -> session.destroyObject(object));
    }

    @Override
    public byte[] wrap(long mechanism, long rootKey, byte[] dataKey) throws TokenException {
        byte[] value = dataKey.clone();
        try {
            return enter(() -> {
                long object = session.createObject(readable().value(value));
                byte[] wrapped = session.wrapKey(new Mechanism(mechanism), rootKey, object);
                session.destroyObject(object);
                return wrapped;
            });
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    @Override
    public byte[] unwrap(long mechanism, long rootKey, byte[] wrapped) throws TokenException {
        return enter(() -> {
            long object = session.unwrapKey(new Mechanism(mechanism), rootKey, wrapped, readable());
            byte[] value = session.getAttrValues(object, CKA_VALUE).value();
            session.destroyObject(object);
            if (value == null) {
                throw new TokenException("the token did not show a session key's value");
            }
            return value;
        });
    }

    /** A data key's short stay in the token: gone with the session at the latest. */
    private static AttributeVector readable() {
        return AttributeVector.newSecretKey(CKK_AES)
                .token(false)
                .private_(true)
                .sensitive(false)
                .extractable(true);
    }

    @Override
    public void close() {
        try {
            act(session::closeSession);
        } catch (TokenException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("hsm_session_close_failed");
        }
    }
}
