package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.PublicPart;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.TokenException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Root keys of a token, made, looked at and taken from one HSM to another: a root key is never
 * outside a token but wrapped. Each call waits 20 seconds at most, one that makes a pair two
 * minutes. Calls fail with HsmException: CONFIGURATION when an operator must act, UNAVAILABLE when
 * the HSM is away or hangs. After any failure a call may be repeated. Thread-safe.
 */
public final class RootKeyTransport implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PAIR_TIMEOUT = Duration.ofMinutes(2);
    private static final int KEK_BYTES = 32;

    private final TokenDesk desk;

    RootKeyTransport(TokenDesk desk) {
        this.desk = desk;
    }

    /**
     * For a token that may have no root key; the first use logs in.
     *
     * @param pin the token's user PIN; copied, and wiped by {@link #close}
     */
    public static RootKeyTransport open(Path module, String tokenLabel, char[] pin)
            throws HsmException {
        WrapperToken token = new WrapperToken(LoadedModule.load(module), tokenLabel);
        TokenLogin login = new TokenLogin(token, tokenLabel, pin);
        return new RootKeyTransport(new TokenDesk.Own(login, new CallThreads(1)));
    }

    private interface Work<T> {
        T run(TokenPort.Slot slot, TokenPort.Session session) throws TokenException, HsmException;
    }

    private <T> T work(Duration timeout, Work<T> work) throws HsmException {
        return desk.run(
                timeout,
                (slot, deadlineNanos) -> {
                    TokenPort.Session session = slot.openSession(true);
                    try {
                        return work.run(slot, session);
                    } finally {
                        session.close();
                    }
                });
    }

    /**
     * Makes an RSA pair of 3072 bits as token objects. The private half is sensitive, not
     * extractable, and unwraps only.
     *
     * @param name the beginning of its label
     */
    public TransportPair newPair(String name) throws HsmException {
        return work(PAIR_TIMEOUT, (slot, session) -> TransportPairs.make(slot, session, name));
    }

    /** Whether exactly that pair is there. */
    public boolean has(TransportPair pair) throws HsmException {
        return work(TIMEOUT, (_, session) -> TransportPairs.find(session, pair).isPresent());
    }

    /** The pairs of that name. Any of them may be anybody's: who put it there may know it. */
    public List<TransportPair> pairs(String name) throws HsmException {
        return work(TIMEOUT, (_, session) -> TransportPairs.named(session, name));
    }

    /**
     * Deletes both halves of what has that label; nothing happens when there is no such pair.
     *
     * @throws HsmException of kind CONFIGURATION when the token does not let it go
     */
    public void deletePair(String label) throws HsmException {
        work(
                TIMEOUT,
                (slot, session) -> {
                    TransportPairs.delete(slot, session, label);
                    return true;
                });
    }

    /**
     * The root key, wrapped by RSA-OAEP (SHA-1, MGF1 over SHA-1) to a pair of another HSM's. Who
     * has that pair's private half has the root key: the caller has made sure whose it is.
     *
     * @param subjectPublicKeyInfo DER; RSA with 3072 or 4096 bits
     * @throws BadInputException when it is not such a key
     * @throws HsmException of kind CONFIGURATION when the root key is not extractable
     */
    public byte[] wrapRoot(String rootLabel, byte[] subjectPublicKeyInfo)
            throws HsmException, BadInputException {
        PublicPart.Rsa target = TransportPairs.checked(subjectPublicKeyInfo);
        return work(
                TIMEOUT,
                (_, session) -> {
                    long rootKey = RootKeyObjects.fit(session, desk.tokenLabel(), rootLabel);
                    RootKeyMoves.requireExtractable(session, rootKey, rootLabel);
                    long wrapping = TransportPairs.imported(session, target);
                    byte[] wrapped = session.wrapKey(TransportPairs.oaep(), wrapping, rootKey);
                    session.destroy(wrapping);
                    return wrapped;
                });
    }

    /**
     * Takes a root key in that was wrapped to one of this token's pairs. It gets its label only
     * after its fingerprint was compared.
     *
     * @param pair exactly that one opens it
     * @param expectedFingerprint as operators have confirmed it
     * @throws HsmException of kind NOT_AUTHENTIC when it does not open or is another key, then
     *     nothing of it stays; CONFIGURATION when the label is taken, or the pair is not there
     */
    public void unwrapRoot(
            TransportPair pair, byte[] wrapped, String newRootLabel, byte[] expectedFingerprint)
            throws HsmException {
        RootKeyMoves.Expected expected = expected(newRootLabel, expectedFingerprint);
        work(
                TIMEOUT,
                (slot, session) -> {
                    RootKeyObjects.refuseTaken(session, desk.tokenLabel(), newRootLabel);
                    long half = privateHalf(session, pair);
                    long counterpart = TransportPairs.counterpart(session, pair);
                    RootKeyMoves.Parcel parcel =
                            new RootKeyMoves.Parcel(
                                    TransportPairs::oaep, half, counterpart, wrapped.clone());
                    RootKeyMoves.unwrap(slot, session, parcel, expected);
                    return true;
                });
    }

    private static long privateHalf(TokenPort.Session session, TransportPair pair)
            throws HsmException, TokenException {
        return TransportPairs.find(session, pair)
                .orElseThrow(() ->
                        new HsmException(
                                Kind.CONFIGURATION,
                                "the pair \"" + pair.label() + "\" is not on the token any more"));
    }

    private static RootKeyMoves.Expected expected(String label, byte[] fingerprint) {
        if (fingerprint.length != RootKeyFingerprint.BYTES) {
            throw new IllegalArgumentException(
                    "a fingerprint has " + RootKeyFingerprint.BYTES + " bytes");
        }
        return new RootKeyMoves.Expected(label, fingerprint.clone());
    }

    /**
     * The root key, wrapped (RFC 5649) under a key that comes from outside and is in the token for
     * that moment. Who has that key and the blob has the root key.
     *
     * @param kek 32 bytes
     * @throws HsmException of kind CONFIGURATION when the root key is not extractable
     */
    public byte[] wrapRootUnder(String rootLabel, SecretBytes kek) throws HsmException {
        requireKek(kek);
        return work(
                TIMEOUT,
                (slot, session) -> {
                    long rootKey = RootKeyObjects.fit(session, desk.tokenLabel(), rootLabel);
                    RootKeyMoves.requireExtractable(session, rootKey, rootLabel);
                    long wrapping = RootKeyMoves.imported(session, kek);
                    byte[] blob = RootKeyMoves.wrappedUnder(slot, session, wrapping, rootKey);
                    session.destroy(wrapping);
                    return blob;
                });
    }

    /** Takes a root key in that {@link #wrapRootUnder} gave; otherwise as {@link #unwrapRoot}. */
    public void unwrapRootUnder(
            SecretBytes kek, byte[] blob, String newRootLabel, byte[] expectedFingerprint)
            throws HsmException {
        requireKek(kek);
        RootKeyMoves.Expected expected = expected(newRootLabel, expectedFingerprint);
        work(
                TIMEOUT,
                (slot, session) -> {
                    RootKeyObjects.refuseTaken(session, desk.tokenLabel(), newRootLabel);
                    long code = RootKeyAttributes.keyWrapPad(slot.mechanisms());
                    long wrapping = RootKeyMoves.imported(session, kek);
                    RootKeyMoves.Parcel parcel =
                            new RootKeyMoves.Parcel(
                                    () -> new Mechanism(code), wrapping, wrapping, blob.clone());
                    RootKeyMoves.unwrap(slot, session, parcel, expected);
                    session.destroy(wrapping);
                    return true;
                });
    }

    private static void requireKek(SecretBytes kek) {
        if (kek.length() != KEK_BYTES) {
            throw new IllegalArgumentException("a wrapping key has 32 bytes, not " + kek.length());
        }
    }

    /**
     * Whether {@link #wrapRoot} would take it.
     *
     * @throws BadInputException when it would not, saying why
     */
    public static void check(byte[] subjectPublicKeyInfo) throws BadInputException {
        TransportPairs.checked(subjectPublicKeyInfo);
    }

    /** Names of the mechanisms for making, wrapping and moving root keys that the module lists. */
    public List<String> mechanisms() throws HsmException {
        return desk.run(TIMEOUT, (slot, _) -> RootKeyAttributes.named(slot.mechanisms()));
    }

    /** Of the root key with that label. */
    public byte[] fingerprint(String rootLabel) throws HsmException {
        return work(
                TIMEOUT,
                (slot, session) ->
                        RootKeyObjects.fingerprint(
                                slot, RootKeyObjects.fit(session, desk.tokenLabel(), rootLabel)));
    }

    /** The AES keys on the token: root keys, and what could be taken for one. */
    public List<RootKeyInfo> rootKeys() throws HsmException {
        return work(TIMEOUT, RootKeyListing::of);
    }

    /**
     * Makes a root key: AES-256, sensitive, for wrapping and unwrapping only; it may leave the
     * token wrapped to another HSM.
     *
     * @return the fingerprint of what was made
     * @throws HsmException of kind CONFIGURATION when the label is taken
     */
    public byte[] generate(String label) throws HsmException {
        return generate(RootKeyAttributes.template(label), label);
    }

    /** As {@link #generate}, but the key can never leave the token. */
    public byte[] generateNotExtractable(String label) throws HsmException {
        return generate(RootKeyAttributes.template(label).extractable(false), label);
    }

    private byte[] generate(AttributeVector template, String label) throws HsmException {
        return work(
                TIMEOUT,
                (slot, session) -> {
                    RootKeyObjects.refuseTaken(session, desk.tokenLabel(), label);
                    return RootKeyMoves.generated(slot, session, template, label);
                });
    }

    /**
     * Destroys a root key. What is sealed under it is lost unless another token or an escrow has
     * it.
     */
    public void destroy(String rootLabel) throws HsmException {
        work(
                TIMEOUT,
                (_, session) -> {
                    session.destroy(RootKeyObjects.only(session, desk.tokenLabel(), rootLabel));
                    return true;
                });
    }

    /** Closes; what came out of {@link Pkcs11RootKey#transport} is closed with its root key. */
    @Override
    public void close() {
        desk.close();
    }
}
