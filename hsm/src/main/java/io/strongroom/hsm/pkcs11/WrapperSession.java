package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.TokenException;

import java.util.Arrays;
import java.util.Optional;

/**
 * A session of the wrapper. Never its PKCS11Token, which was seen to work under another caller's
 * key (reliability finding F9).
 */
final class WrapperSession implements TokenPort.Session {
    private static final Logger LOG = LoggerFactory.getLogger(WrapperSession.class);
    private static final int MAX_FOUND = 10;

    private final LoadedModule module;
    private final long epoch;
    private final Session session;

    WrapperSession(LoadedModule module, long epoch, Session session) {
        this.module = module;
        this.epoch = epoch;
        this.session = session;
    }

    private interface Operation<T> {
        T run() throws TokenException;
    }

    private interface Action {
        void run() throws TokenException;
    }

    /** Each operation is one entry into the module, so that no restart comes between its steps. */
    private <T> T enter(Operation<T> operation) throws TokenException {
        return module.enter(epoch, inside -> operation.run());
    }

    private void act(Action action) throws TokenException {
        module.enter(
                epoch,
                inside -> {
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
        return RootKeyAttributes.unfitness(
                enter(() -> session.getAttrValues(key, RootKeyAttributes.CHECKED)));
    }

    @Override
    public long generateRootKey(String label) throws TokenException {
        AttributeVector template = RootKeyAttributes.template(label);
        try {
            return generate(template.allowedMechanisms(new long[] {CKM_AES_KEY_WRAP_PAD}));
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() != CKR_ATTRIBUTE_TYPE_INVALID
                    && e.getErrorCode() != CKR_TEMPLATE_INCONSISTENT) {
                throw e;
            }
            // Not every token knows CKA_ALLOWED_MECHANISMS; it is a second fence only.
            return generate(RootKeyAttributes.template(label));
        }
    }

    private long generate(AttributeVector template) throws TokenException {
        return enter(() -> session.generateKey(new Mechanism(CKM_AES_KEY_GEN), template));
    }

    @Override
    public void destroy(long key) throws TokenException {
        act(() -> session.destroyObject(key));
    }

    @Override
    public byte[] wrap(long rootKey, byte[] dataKey) throws TokenException {
        byte[] value = dataKey.clone();
        try {
            return enter(() -> {
                long object = session.createObject(readable().value(value));
                byte[] wrapped = session.wrapKey(keyWrapPad(), rootKey, object);
                session.destroyObject(object);
                return wrapped;
            });
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    @Override
    public byte[] unwrap(long rootKey, byte[] wrapped) throws TokenException {
        return enter(() -> {
            long object = session.unwrapKey(keyWrapPad(), rootKey, wrapped, readable());
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

    private static Mechanism keyWrapPad() {
        return new Mechanism(CKM_AES_KEY_WRAP_PAD);
    }

    @Override
    public void close() {
        try {
            act(session::closeSession);
        } catch (TokenException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("session_close_failed");
        }
    }
}
