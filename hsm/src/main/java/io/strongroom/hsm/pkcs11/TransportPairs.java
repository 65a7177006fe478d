package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.TokenException;
import org.xipki.pkcs11.wrapper.params.RSA_PKCS_OAEP_PARAMS;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The RSA pairs to which root keys are wrapped: token objects that unwrap and do nothing else. */
final class TransportPairs {
    private static final int BITS = 3072;
    private static final int MORE_BITS = 4096;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final int ID_BYTES = 16;
    private static final int MAX_FOUND = 10;
    private static final BigInteger F4 = BigInteger.valueOf(65537);
    private static final SecureRandom RANDOM = new SecureRandom();

    private TransportPairs() {}

    /**
     * RSA-OAEP with SHA-1 and MGF1 over SHA-1: what every module has, and all that SoftHSM has. The
     * hash need not resist collisions there.
     */
    static Mechanism oaep() {
        return new Mechanism(CKM_RSA_PKCS_OAEP, new RSA_PKCS_OAEP_PARAMS(CKM_SHA_1, CKG_MGF1_SHA1));
    }

    static void make(TokenPort.Session session, String label) throws HsmException, TokenException {
        if (!privateHalves(session, label).isEmpty()) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token has a pair labelled \"" + label + "\" already: use or delete it");
        }
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        KeyPairTemplate template = new KeyPairTemplate(CKK_RSA);
        template.publicKey()
                .label(label)
                .id(id)
                .modulusBits(BITS)
                .publicExponent(F4)
                .token(true)
                .wrap(true)
                .encrypt(false)
                .verify(false);
        template.privateKey()
                .label(label)
                .id(id)
                .token(true)
                .private_(true)
                .sensitive(true)
                .extractable(false)
                .modifiable(false)
                .unwrap(true)
                .decrypt(false)
                .sign(false);
        session.generateKeyPair(new Mechanism(CKM_RSA_PKCS_KEY_PAIR_GEN), template);
    }

    /**
     * The handle of a pair's private half.
     *
     * @throws HsmException of kind CONFIGURATION when there are several, or it may do more than a
     *     transport needs
     */
    static Optional<Long> find(TokenPort.Session session, String label)
            throws HsmException, TokenException {
        List<Long> found = privateHalves(session, label);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        AttributeVector shown =
                session.attributes(
                        found.getFirst(), CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_DECRYPT, CKA_UNWRAP);
        boolean fit =
                Boolean.TRUE.equals(shown.sensitive())
                        && Boolean.FALSE.equals(shown.extractable())
                        && !Boolean.TRUE.equals(shown.decrypt())
                        && Boolean.TRUE.equals(shown.unwrap());
        if (found.size() > 1 || !fit) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the pair \""
                            + label
                            + "\" on the token is not one that a root key may be wrapped to: there"
                            + " must be one, sensitive, not extractable, that unwraps and does not"
                            + " decrypt. Delete it and make a new one");
        }
        return Optional.of(found.getFirst());
    }

    /** The public half of the pair, out of the private one, which nobody can have put there. */
    static PublicPart.Rsa publicHalf(TokenPort.Session session, long privateHalf)
            throws TokenException {
        AttributeVector shown = session.attributes(privateHalf, CKA_MODULUS, CKA_PUBLIC_EXPONENT);
        BigInteger n = shown.modulus();
        BigInteger e = shown.publicExponent();
        if (n == null || e == null) {
            throw new TokenException("the token keeps no public numbers with a private half");
        }
        return new PublicPart.Rsa(n, e);
    }

    static void delete(TokenPort.Session session, String label) throws TokenException {
        List<Long> halves = new ArrayList<>(privateHalves(session, label));
        halves.addAll(found(session, AttributeVector.newRSAPublicKey(), label));
        for (long half : halves) {
            session.destroy(half);
        }
    }

    private static List<Long> privateHalves(TokenPort.Session session, String label)
            throws TokenException {
        return found(session, AttributeVector.newRSAPrivateKey(), label);
    }

    private static List<Long> found(TokenPort.Session session, AttributeVector kind, String label)
            throws TokenException {
        List<Long> handles = new ArrayList<>();
        for (long handle : session.find(kind.token(true).label(label), MAX_FOUND)) {
            handles.add(handle);
        }
        return handles;
    }

    /**
     * A public half that came from elsewhere.
     *
     * @throws BadInputException when a root key must not be wrapped to it, saying why
     */
    static PublicPart.Rsa checked(byte[] subjectPublicKeyInfo) throws BadInputException {
        PublicPart.Rsa key;
        try {
            KeySpec kind = new KeySpec.Rsa(BITS);
            if (!(PublicPart.of(kind, subjectPublicKeyInfo) instanceof PublicPart.Rsa rsa)) {
                throw new IllegalArgumentException("another kind of key");
            }
            key = rsa;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new BadInputException("not the SubjectPublicKeyInfo of an RSA key (DER)");
        }
        int bits = key.n().bitLength();
        if ((bits != BITS && bits != MORE_BITS) || key.n().signum() <= 0) {
            throw new BadInputException(
                    "the public key has 3072 or 4096 bits, not " + Math.max(bits, 0));
        }
        if (!key.n().testBit(0)) {
            throw new BadInputException("the public key's modulus is even");
        }
        BigInteger e = key.e();
        if (!e.testBit(0) || e.compareTo(F4) < 0 || e.bitLength() > MAX_EXPONENT_BITS) {
            throw new BadInputException("the public exponent is odd, from 65537 to 2^64");
        }
        return key;
    }

    /** The public half as an object of the session, that wraps and does nothing else. */
    static long imported(TokenPort.Session session, PublicPart.Rsa key) throws TokenException {
        return session.createObject(
                AttributeVector.newRSAPublicKey()
                        .token(false)
                        .modulus(key.n())
                        .publicExponent(key.e())
                        .wrap(true)
                        .encrypt(false)
                        .verify(false));
    }
}
