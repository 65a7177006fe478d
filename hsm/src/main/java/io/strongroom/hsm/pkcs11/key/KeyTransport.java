package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys.Kind;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.pkcs11.KeySession;
import io.strongroom.hsm.pkcs11.TokenConnection;
import io.strongroom.hsm.pkcs11.TokenFault;

import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11KeyPair;
import org.xipki.pkcs11.wrapper.TokenException;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings keys into the token that were made elsewhere, wrapped for a key that the token has (RSA
 * AES key wrap). Its two steps are made one after the other, for few modules know both as one.
 * Thread-safe.
 */
final class KeyTransport {
    private static final int TRANSPORT_BITS = 3072;
    private static final int LEAST_WRAPPED_BYTES = 16;

    private final KeyCalls calls;
    private final KeyEngine engine;
    private final SecureRandom random = new SecureRandom();

    KeyTransport(KeyCalls calls, KeyEngine engine) {
        this.calls = calls;
        this.engine = engine;
    }

    /**
     * What came in, before it was looked at.
     *
     * @param attributes what the token shows of it
     * @param samples a key's on a curve: the signatures of {@link #digests}; a symmetric key's: of
     *     {@link KeyMaking#sample}
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a record.
    private record Arrived(byte[] blob, AttributeVector attributes, List<byte[]> samples) {}

    HsmKey unwrapped(HsmKey exchange, Kind kind, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException {
        if (!(exchange.spec() instanceof KeySpec.Rsa rsa)) {
            throw new IllegalArgumentException("an exchange key is RSA");
        }
        if (ciphertext.length < rsa.bytes() + LEAST_WRAPPED_BYTES
                || (ciphertext.length - rsa.bytes()) % 8 != 0) {
            throw notUnwrapped();
        }
        Arrived arrived =
                calls.use(
                                exchange,
                                Role.EXCHANGE,
                                "the import of a wrapped key",
                                (session, connection, pinned) ->
                                        brought(
                                                session,
                                                connection,
                                                new Parcel(
                                                        pinned.handle(),
                                                        kind,
                                                        ciphertext,
                                                        rsa.bytes())))
                        .orElseThrow(KeyTransport::notUnwrapped);
        return lookedAt(kind, arrived);
    }

    /** The only thing that is ever said of what is in a parcel, unless it is a key that works. */
    static BadInputException notUnwrapped() {
        return new BadInputException("the wrapped key cannot be unwrapped with the exchange key");
    }

    /**
     * What is on its way in.
     *
     * @param exchange the handle of the private half that unwraps it
     * @param head how many bytes at its beginning are for that
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Parcel(long exchange, Kind kind, byte[] ciphertext, int head) {}

    /** A key that the token takes but cannot give out is a parcel that does not open. */
    private static Arrived brought(KeySession session, TokenConnection connection, Parcel parcel)
            throws TokenException {
        try {
            return arrived(session, connection, parcel);
        } catch (PKCS11Exception e) {
            throw e.getErrorCode() == CKR_KEY_NOT_WRAPPABLE
                    ? new PKCS11Exception(CKR_WRAPPED_KEY_INVALID)
                    : e;
        }
    }

    private static Arrived arrived(KeySession session, TokenConnection connection, Parcel parcel)
            throws TokenException {
        byte[] bytes = parcel.ciphertext();
        Mechanism oaep = Mechanisms.of(RsaEncryption.RSA_OAEP);
        Mechanisms.require(connection, oaep);
        // When anything fails, the session is closed, and what it made goes with it.
        long between =
                session.unwrapKey(
                        oaep,
                        parcel.exchange(),
                        Arrays.copyOf(bytes, parcel.head()),
                        Role.transport());
        long key =
                session.unwrapKey(
                        new Mechanism(connection.keyWrapPad()),
                        between,
                        Arrays.copyOfRange(bytes, parcel.head(), bytes.length),
                        Role.arrived(parcel.kind(), connection.rootKeyTrusted()));
        session.destroy(between);
        AttributeVector attributes =
                switch (parcel.kind()) {
                    case RSA -> session.attributes(key, CKA_MODULUS, CKA_PUBLIC_EXPONENT);
                    case EC -> session.attributes(key, CKA_KEY_TYPE, CKA_EC_PARAMS);
                    case OCT -> new AttributeVector(); // SoftHSM does not know its length.
                };
        List<byte[]> samples = new ArrayList<>();
        Curve curve = curve(attributes);
        if (curve != null) {
            for (byte[] digest : digests(curve)) {
                samples.add(session.sign(new Mechanism(CKM_ECDSA), key, digest));
            }
        }
        if (parcel.kind() == Kind.OCT) {
            samples.add(sampleOf(session, key));
        }
        byte[] blob = KeyMaking.wrapped(session, connection, key);
        session.destroy(key);
        return new Arrived(blob, attributes, samples);
    }

    /** Fails, as a parcel that does not open, unless AES has keys of that length. */
    private static byte[] sampleOf(KeySession session, long key) throws TokenException {
        try {
            return KeyMaking.sample(session, key);
        } catch (TokenException e) {
            throw TokenFault.of(e) == TokenFault.REFUSED
                    ? new PKCS11Exception(CKR_WRAPPED_KEY_LEN_RANGE)
                    : e;
        }
    }

    private static @Nullable Curve curve(AttributeVector attributes) {
        byte[] parameters = attributes.ecParams();
        return parameters == null ? null : Curves.of(parameters).orElse(null);
    }

    /** Two digests of nothing, as long as the curve's algorithm has them. */
    private static List<byte[]> digests(Curve curve) {
        int length = PublicHalves.algorithm(curve).hash().orElseThrow().bytes();
        byte[] one = new byte[length];
        byte[] other = new byte[length];
        Arrays.fill(one, (byte) 1);
        Arrays.fill(other, (byte) 2);
        return List.of(one, other);
    }

    private HsmKey lookedAt(Kind kind, Arrived arrived)
            throws HsmException, NotOfferedException, BadInputException {
        return switch (kind) {
            case RSA -> HsmKey.pair(PublicHalves.ofRsa(arrived.attributes()), arrived.blob());
            case EC -> {
                Curve curve = curve(arrived.attributes());
                if (curve == null) {
                    throw new BadInputException("the key is not on a curve that keys can be on");
                }
                PublicPart publicPart =
                        PublicHalves.ofEc(curve, digests(curve), arrived.samples(), engine)
                                .orElseThrow(KeyTransport::notUnwrapped);
                yield HsmKey.pair(publicPart, arrived.blob());
            }
            case OCT -> {
                int bits = KeyBlob.bits(arrived.blob());
                if (bits != 128 && bits != 192 && bits != 256) {
                    throw new BadInputException("a symmetric key has 128, 192 or 256 bits");
                }
                HsmKey key = HsmKey.symmetric(new KeySpec.Oct(bits), arrived.blob());
                KeyMaking.requireOpens(calls, key, arrived.samples().getFirst());
                yield key;
            }
        };
    }

    /**
     * Takes in a key that is in this process.
     *
     * @param key the PKCS#8, of a symmetric key its bytes
     */
    HsmKey adopted(Kind kind, SecretBytes key)
            throws HsmException, NotOfferedException, BadInputException {
        Arrived arrived =
                calls.work(
                        KeyMaking.LONGEST,
                        "taking a key in",
                        (session, connection, _) -> {
                            Mechanism mechanism = new Mechanism(CKM_RSA_PKCS_KEY_PAIR_GEN);
                            Mechanisms.require(connection, mechanism);
                            PKCS11KeyPair transport =
                                    session.generateKeyPair(
                                            mechanism, Role.transportPair(TRANSPORT_BITS));
                            AttributeVector shown =
                                    session.attributes(
                                            transport.getPublicKey(),
                                            CKA_MODULUS,
                                            CKA_PUBLIC_EXPONENT);
                            KeySpec.Rsa spec = new KeySpec.Rsa(TRANSPORT_BITS);
                            byte[] packed = packed(PublicHalves.generated(spec, shown), key);
                            Arrived in =
                                    arrived(
                                            session,
                                            connection,
                                            new Parcel(
                                                    transport.getPrivateKey(),
                                                    kind,
                                                    packed,
                                                    spec.bytes()));
                            session.destroy(transport.getPublicKey());
                            session.destroy(transport.getPrivateKey());
                            return in;
                        });
        return lookedAt(kind, arrived);
    }

    private byte[] packed(PublicPart transport, SecretBytes key) {
        byte[] between = new byte[32];
        random.nextBytes(between);
        byte[] info = transport.subjectPublicKeyInfo();
        try (ReadyPublicKey ready = engine.readyPublic(transport.spec(), info)) {
            byte[] head = ready.encrypt(RsaEncryption.RSA_OAEP, between);
            byte[] wrapped = key.use(bytes -> AesKeyWrap.wrap(between, bytes));
            byte[] all = Arrays.copyOf(head, head.length + wrapped.length);
            System.arraycopy(wrapped, 0, all, head.length, wrapped.length);
            return all;
        } catch (BadInputException e) {
            throw new IllegalStateException("32 bytes are not too long", e);
        } finally {
            Arrays.fill(between, (byte) 0);
        }
    }
}
