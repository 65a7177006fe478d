package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.SecretBytes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.TokenException;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** A root key leaves a token wrapped, and comes into one. */
final class RootKeyMoves {
    private static final Logger LOG = LoggerFactory.getLogger(RootKeyMoves.class);

    private RootKeyMoves() {}

    /**
     * What has come to a token.
     *
     * @param mechanism made anew for each use, for the wrapper changes it
     * @param key the handle of what unwraps it
     * @param counterpart the handle of what wraps for that key
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Parcel(Supplier<Mechanism> mechanism, long key, long counterpart, byte[] wrapped) {}

    /**
     * What it must turn out to be.
     *
     * @param fingerprint as the operators confirmed it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Expected(String label, byte[] fingerprint) {}

    static void requireExtractable(TokenPort.Session session, long rootKey, String label)
            throws HsmException, TokenException {
        boolean extractable =
                Boolean.TRUE.equals(session.attributes(rootKey, CKA_EXTRACTABLE).extractable());
        if (!extractable) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the root key \""
                            + label
                            + "\" is not extractable: it can never be wrapped to another HSM. Let"
                            + " every node use this HSM (a network HSM), clone the token by its"
                            + " vendor's means, or rotate to one that is extractable (strongroom"
                            + " hsm rotate --extractable)");
        }
    }

    /**
     * Makes one as the template says, and gives the fingerprint of what its handle stands for:
     * under its label somebody else could have put another by then.
     */
    static byte[] generated(
            TokenPort.Slot slot, TokenPort.Session session, AttributeVector template, String label)
            throws HsmException, TokenException {
        long made = session.generateRootKey(template);
        boolean kept = false;
        try {
            Optional<String> unfitness = session.unfitness(made);
            if (unfitness.isPresent()) {
                throw RootKeyObjects.unfit("the token made a key whose ", unfitness.get());
            }
            byte[] fingerprint = RootKeyObjects.fingerprint(slot, made);
            kept = true;
            return fingerprint;
        } finally {
            if (!kept) {
                destroyed(slot, made, label);
            }
        }
    }

    /**
     * Unwraps twice: as an object of the session, whose fingerprint is compared, and only then as
     * the token's under its label. So a wrong key never has the label, and the right one needs no
     * change after its making.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when it does not open, or is another key
     */
    static void unwrap(
            TokenPort.Slot slot, TokenPort.Session session, Parcel parcel, Expected expected)
            throws HsmException, TokenException {
        long trial = onTrial(slot, session, parcel, expected);
        session.destroy(trial);
        long made =
                session.unwrapRootKey(
                        parcel.mechanism(),
                        parcel.key(),
                        parcel.wrapped(),
                        RootKeyAttributes.unwrapped(expected.label()));
        boolean kept = false;
        try {
            Optional<String> unfitness = session.unfitness(made);
            if (unfitness.isPresent()) {
                throw RootKeyObjects.unfit("the token made a key whose ", unfitness.get());
            }
            requireSame(slot, made, expected);
            kept = true;
        } finally {
            if (!kept) {
                destroyed(slot, made, expected.label());
            }
        }
    }

    /** The handle of an object of the session that is the expected key. */
    static long onTrial(
            TokenPort.Slot slot, TokenPort.Session session, Parcel parcel, Expected expected)
            throws HsmException, TokenException {
        long trial;
        try {
            trial =
                    session.unwrapRootKey(
                            parcel.mechanism(),
                            parcel.key(),
                            parcel.wrapped(),
                            RootKeyAttributes.unwrapped(expected.label() + " (on trial)")
                                    .token(false));
        } catch (TokenException e) {
            TokenFault fault = TokenFault.of(e);
            boolean inputsFault =
                    fault == TokenFault.BLOB
                            || (fault == TokenFault.UNCLEAR && opensItsOwn(session, parcel));
            if (inputsFault) {
                throw notAuthentic(e);
            }
            throw e;
        }
        requireSame(slot, trial, expected);
        return trial;
    }

    /** SoftHSM says of a wrong blob the same as of its own trouble. */
    private static boolean opensItsOwn(TokenPort.Session session, Parcel parcel) {
        try {
            byte[] value = RootKeyFingerprint.publicValue();
            long key = session.createObject(wrappable().value(value));
            byte[] wrapped = session.wrapKey(parcel.mechanism().get(), parcel.counterpart(), key);
            session.unwrapKey(parcel.mechanism().get(), parcel.key(), wrapped, wrappable());
            return true;
        } catch (TokenException | RuntimeException e) {
            return false;
        }
    }

    private static AttributeVector wrappable() {
        return AttributeVector.newSecretKey(CKK_AES)
                .token(false)
                .private_(true)
                .sensitive(true)
                .extractable(true);
    }

    private static void requireSame(TokenPort.Slot slot, long key, Expected expected)
            throws HsmException, TokenException {
        byte[] found;
        try {
            found = RootKeyObjects.fingerprint(slot, key);
        } catch (TokenException e) {
            if (TokenFault.of(e) == TokenFault.REFUSED) {
                throw notAuthentic(e);
            }
            throw e;
        }
        if (!MessageDigest.isEqual(found, expected.fingerprint())) {
            throw new HsmException(
                    Kind.NOT_AUTHENTIC,
                    "what was unwrapped is not the root key with the expected fingerprint; it was"
                            + " destroyed. Compare the fingerprint with the node that has the root"
                            + " key: if that is right, somebody sent another key");
        }
    }

    private static HsmException notAuthentic(Exception cause) {
        return new HsmException(
                Kind.NOT_AUTHENTIC,
                "the wrapped root key does not open with this token's key: it was wrapped to"
                        + " another, or changed on its way",
                cause);
    }

    /** What must not stay; that it does is an event. */
    static void destroyed(TokenPort.Slot slot, long key, String label) {
        try {
            TokenPort.Session session = slot.openSession(true);
            try {
                session.destroy(key);
            } finally {
                session.close();
            }
        } catch (TokenException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("label", label)
                    .addKeyValue("reason", e.getMessage())
                    .log("root_key_object_left");
        }
    }

    /** A key that wraps root keys for a moment, as an object of the session. */
    static long imported(TokenPort.Session session, SecretBytes kek) throws TokenException {
        byte[] value = kek.use(byte[]::clone);
        try {
            return session.createObject(
                    AttributeVector.newSecretKey(CKK_AES)
                            .value(value)
                            .token(false)
                            .private_(true)
                            .sensitive(true)
                            .extractable(false)
                            .wrap(true)
                            .unwrap(true)
                            .encrypt(false)
                            .decrypt(false));
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    /** RFC 5649 under that key, tried by unwrapping it again. */
    static byte[] wrappedUnder(
            TokenPort.Slot slot, TokenPort.Session session, long kek, long rootKey)
            throws HsmException, TokenException {
        long code = RootKeyAttributes.keyWrapPad(slot.mechanisms());
        Supplier<Mechanism> mechanism = () -> new Mechanism(code);
        byte[] blob = session.wrapKey(mechanism.get(), kek, rootKey);
        if (blob.length != AesKeyWrap.WRAPPED_DATA_KEY_BYTES) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token's key wrap is not RFC 5649: it made "
                            + blob.length
                            + " bytes of a 32-byte key");
        }
        Expected same = new Expected("root", RootKeyObjects.fingerprint(slot, rootKey));
        session.destroy(onTrial(slot, session, new Parcel(mechanism, kek, kek, blob), same));
        return blob;
    }
}
