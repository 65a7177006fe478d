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
import org.xipki.pkcs11.wrapper.PKCS11KeyPair;
import org.xipki.pkcs11.wrapper.TokenException;
import org.xipki.pkcs11.wrapper.params.RSA_PKCS_OAEP_PARAMS;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The RSA pairs to which root keys are wrapped: token objects that unwrap and do nothing else. */
final class TransportPairs {
    private static final int BITS = 3072;
    private static final int MORE_BITS = 4096;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final int ID_BYTES = 16;
    private static final int NUMBER_BYTES = 4;
    private static final int MAX_FOUND = 1_000;
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

    /** Whether a pair of that name may have that label. */
    static boolean isNamed(String name, String label) {
        return label.equals(name)
                || (label.startsWith(name + "-")
                        && label.substring(name.length() + 1).matches("[0-9a-f]{8}"));
    }

    /**
     * Makes one, with a random number behind its name: labels that can be foreseen can be taken.
     * What it is, is read by the handle of what was made.
     *
     * @throws HsmException of kind CONFIGURATION when the token makes another than it was asked for
     */
    static TransportPair make(TokenPort.Slot slot, TokenPort.Session session, String name)
            throws HsmException, TokenException {
        String label = name + "-" + HexFormat.of().formatHex(random(NUMBER_BYTES));
        PKCS11KeyPair made =
                session.generateKeyPair(
                        new Mechanism(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        template(label, random(ID_BYTES)));
        boolean kept = false;
        try {
            TransportPair pair = shown(session, made.getPrivateKey());
            requireFit(session, made.getPrivateKey(), pair);
            kept = true;
            return pair;
        } finally {
            if (!kept) {
                RootKeyMoves.destroyed(slot, made.getPublicKey(), label);
                RootKeyMoves.destroyed(slot, made.getPrivateKey(), label);
            }
        }
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    private static KeyPairTemplate template(String label, byte[] id) {
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
        return template;
    }

    private static void requireFit(TokenPort.Session session, long privateHalf, TransportPair pair)
            throws HsmException, TokenException {
        AttributeVector shown =
                session.attributes(
                        privateHalf, CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_DECRYPT, CKA_UNWRAP);
        if (!Boolean.TRUE.equals(shown.sensitive())
                || !Boolean.FALSE.equals(shown.extractable())
                || Boolean.TRUE.equals(shown.decrypt())
                || !Boolean.TRUE.equals(shown.unwrap())) {
            throw unfit(
                    pair, "its private half must be sensitive, not extractable, and only unwrap");
        }
        try {
            checked(pair.subjectPublicKeyInfo());
        } catch (BadInputException e) {
            throw unfit(pair, String.valueOf(e.getMessage()));
        }
    }

    private static HsmException unfit(TransportPair pair, String why) {
        return new HsmException(
                Kind.CONFIGURATION,
                "the pair \""
                        + pair.label()
                        + "\" of this token is not one that a root key may be wrapped to: "
                        + why);
    }

    /**
     * The handle of that pair's private half; empty when it is not there any more.
     *
     * @throws HsmException of kind CONFIGURATION when it may do more than a transport needs
     */
    static Optional<Long> find(TokenPort.Session session, TransportPair pair)
            throws HsmException, TokenException {
        List<Long> same = new ArrayList<>();
        for (long half : found(session, AttributeVector.newRSAPrivateKey().label(pair.label()))) {
            if (shown(session, half).isSame(pair)) {
                same.add(half);
            }
        }
        if (same.size() != 1) {
            return Optional.empty(); // Of two that look alike neither is known to be it.
        }
        requireFit(session, same.getFirst(), pair);
        return Optional.of(same.getFirst());
    }

    /** The pairs of that name, whoever had them made; fit or not. */
    static List<TransportPair> named(TokenPort.Session session, String name) throws TokenException {
        List<TransportPair> named = new ArrayList<>();
        for (long half : found(session, AttributeVector.newRSAPrivateKey())) {
            String label = session.attributes(half, CKA_LABEL).label();
            if (label != null && isNamed(name, label)) {
                named.add(shown(session, half));
            }
        }
        return named;
    }

    /** By the private half alone: a public one beside it may be anybody's. */
    private static TransportPair shown(TokenPort.Session session, long privateHalf)
            throws TokenException {
        AttributeVector shown =
                session.attributes(
                        privateHalf, CKA_LABEL, CKA_ID, CKA_MODULUS, CKA_PUBLIC_EXPONENT);
        String label = shown.label();
        byte[] id = shown.id();
        BigInteger n = shown.modulus();
        BigInteger e = shown.publicExponent();
        return new TransportPair(
                label == null ? "" : label,
                id == null ? new byte[0] : id,
                n == null || e == null
                        ? new byte[0]
                        : new PublicPart.Rsa(n, e).subjectPublicKeyInfo());
    }

    /**
     * Destroys whatever has that label. The private half last: it is how a pair is found.
     *
     * @throws TokenException after all that may be destroyed is
     */
    static void delete(TokenPort.Slot slot, TokenPort.Session session, String label)
            throws TokenException {
        List<Long> halves =
                new ArrayList<>(found(session, AttributeVector.newRSAPublicKey().label(label)));
        halves.addAll(found(session, AttributeVector.newRSAPrivateKey().label(label)));
        TokenException refusal = null;
        for (long half : halves) {
            TokenPort.Session own = slot.openSession(true); // Good for nothing after a refusal.
            try {
                own.destroy(half);
            } catch (TokenException e) {
                if (TokenFault.of(e) != TokenFault.REFUSED) {
                    throw e;
                }
                refusal = e;
            } finally {
                own.close();
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    private static List<Long> found(TokenPort.Session session, AttributeVector kind)
            throws TokenException {
        List<Long> handles = new ArrayList<>();
        for (long handle : session.find(kind.token(true), MAX_FOUND)) {
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
            key = read(subjectPublicKeyInfo);
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

    private static PublicPart.Rsa read(byte[] subjectPublicKeyInfo) {
        KeySpec kind = new KeySpec.Rsa(BITS);
        if (PublicPart.of(kind, subjectPublicKeyInfo) instanceof PublicPart.Rsa rsa) {
            return rsa;
        }
        throw new IllegalArgumentException("another kind of key");
    }

    /** What wraps for a pair that was found fit: an object of the session. */
    static long counterpart(TokenPort.Session session, TransportPair pair) throws TokenException {
        return imported(session, read(pair.subjectPublicKeyInfo()));
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
