package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Token;
import org.xipki.pkcs11.wrapper.TokenException;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;

/** What a test does to a token behind the back of what it tests. */
final class RawToken {
    private RawToken() {}

    private interface Work<T> {
        T run(Session session) throws TokenException;
    }

    private static <T> T with(String label, Work<T> work) throws Exception {
        return with(label, false, work);
    }

    private static <T> T with(String label, boolean readWrite, Work<T> work) throws Exception {
        LoadedModule module = LoadedModule.load(SoftHsm.module());
        return module.enter(
                module.epoch(),
                inside -> {
                    Session session = token(inside, label).openSession(readWrite);
                    try {
                        return work.run(session);
                    } finally {
                        session.closeSession();
                    }
                });
    }

    static Token token(PKCS11Module inside, String label) throws TokenException {
        for (var slot : inside.getSlotList(true)) {
            if (slot.getToken().getTokenInfo().getLabel().strip().equals(label)) {
                return slot.getToken();
            }
        }
        throw new IllegalStateException("no token " + label);
    }

    /** How many objects there are that are gone with their session. */
    static int sessionObjects(String label) throws Exception {
        AttributeVector template = new AttributeVector().token(false);
        return with(label, session -> session.findObjectsSingle(template, 10_000).length);
    }

    /** Puts a root key there whose value somebody knows; nobody else has a session. */
    static void plant(String label, String keyLabel, byte[] value) throws Exception {
        create(label, RootKeyAttributes.unwrapped(keyLabel).value(value));
    }

    /** Puts any object there; nobody else has a session. */
    static void create(String label, AttributeVector object) throws Exception {
        with(
                label,
                true,
                session -> {
                    session.login(CKU_USER, SoftHsm.PIN.toCharArray());
                    return session.createObject(object);
                });
    }

    /** A pair whose private half is in no token alone. */
    static KeyPair pair(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** Puts such a pair there, with the attributes of one that the token has made to unwrap. */
    static void plantPair(String label, String pairLabel, byte[] id, KeyPair pair)
            throws Exception {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        AttributeVector privateHalf =
                AttributeVector.newRSAPrivateKey()
                        .modulus(key.getModulus())
                        .publicExponent(key.getPublicExponent())
                        .privateExponent(key.getPrivateExponent())
                        .prime1(key.getPrimeP())
                        .prime2(key.getPrimeQ())
                        .exponent1(key.getPrimeExponentP())
                        .exponent2(key.getPrimeExponentQ())
                        .coefficient(key.getCrtCoefficient())
                        .private_(true)
                        .sensitive(true)
                        .extractable(false)
                        .unwrap(true)
                        .decrypt(false)
                        .sign(false);
        AttributeVector publicHalf =
                AttributeVector.newRSAPublicKey()
                        .modulus(key.getModulus())
                        .publicExponent(key.getPublicExponent())
                        .wrap(true);
        with(
                label,
                true,
                session -> {
                    session.login(CKU_USER, SoftHsm.PIN.toCharArray());
                    session.createObject(publicHalf.token(true).label(pairLabel).id(id));
                    return session.createObject(privateHalf.token(true).label(pairLabel).id(id));
                });
    }

    /** Logs the whole process out. */
    static void logout(String label) throws Exception {
        with(
                label,
                session -> {
                    session.logout();
                    return true;
                });
    }

    static void restartModule() throws Exception {
        LoadedModule module = LoadedModule.load(SoftHsm.module());
        module.restart(module.epoch());
    }
}
