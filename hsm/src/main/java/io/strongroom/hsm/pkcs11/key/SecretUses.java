package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.AesInputs;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.pkcs11.KeySession;
import io.strongroom.hsm.pkcs11.TokenConnection;

import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.TokenException;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** Encrypts, wraps and authenticates with symmetric keys inside the token. Thread-safe. */
final class SecretUses {
    private static final byte[] NONE = new byte[0];

    private final KeyCalls calls;
    private final SecureRandom random = new SecureRandom();

    SecretUses(KeyCalls calls) {
        this.calls = calls;
    }

    OctKey.Encrypted encrypt(
            HsmKey key, AesAlgorithm algorithm, byte[] plaintext, OctKey.Beside beside)
            throws HsmException, NotOfferedException, BadInputException {
        AesInputs.requireSize(spec(key), algorithm);
        AesInputs.requirePlaintext(algorithm, plaintext);
        return switch (algorithm.mode()) {
            case GCM -> {
                byte[] nonce = new byte[AesInputs.NONCE_BYTES];
                random.nextBytes(nonce);
                byte[] both =
                        enciphered(
                                key,
                                algorithm,
                                plaintext,
                                () -> Mechanisms.gcm(nonce, aad(beside)));
                int length = both.length - AesInputs.TAG_BYTES;
                yield new OctKey.Encrypted(
                        Arrays.copyOf(both, length),
                        nonce,
                        Arrays.copyOfRange(both, length, both.length));
            }
            case CBC, CBC_PAD -> {
                byte[] iv = AesInputs.vector(beside);
                boolean padded = algorithm.mode() == AesAlgorithm.Mode.CBC_PAD;
                // The wrapper hands modules a null for an empty text, and they refuse that.
                boolean empty = padded && plaintext.length == 0;
                byte[] text = empty ? padding() : plaintext;
                yield new OctKey.Encrypted(
                        enciphered(
                                key, algorithm, text, () -> Mechanisms.cbc(padded && !empty, iv)),
                        iv,
                        NONE);
            }
            case KEY_WRAP, KEY_WRAP_PAD ->
                    new OctKey.Encrypted(wrapped(key, algorithm, plaintext), NONE, NONE);
        };
    }

    /** A block of PKCS#7 padding and nothing else. */
    private static byte[] padding() {
        byte[] block = new byte[AesInputs.BLOCK_BYTES];
        Arrays.fill(block, (byte) AesInputs.BLOCK_BYTES);
        return block;
    }

    /** Makes a mechanism for each use, because the wrapper changes it. */
    private interface Making {
        Mechanism mechanism();
    }

    /** Deciphers again what it made: a token may take a nonce of its own, or a wrong handle. */
    private byte[] enciphered(HsmKey key, AesAlgorithm algorithm, byte[] text, Making making)
            throws HsmException, NotOfferedException {
        return calls.use(
                        key,
                        Role.CIPHER,
                        algorithm.wireName() + ofWhat(text),
                        (session, connection, pinned) -> {
                            Mechanisms.require(connection, making.mechanism());
                            byte[] made =
                                    session.encrypt(making.mechanism(), pinned.handle(), text);
                            byte[] again =
                                    session.decrypt(making.mechanism(), pinned.handle(), made);
                            requireSame(text, again);
                            return made;
                        })
                .orElseThrow(() -> KeyCalls.failed("encrypting"));
    }

    private static void requireSame(byte[] text, byte[] again) throws HsmException {
        boolean same = MessageDigest.isEqual(text, again);
        Arrays.fill(again, (byte) 0);
        if (!same) {
            throw KeyCalls.failed("decrypting what it had encrypted");
        }
    }

    private byte[] wrapped(HsmKey key, AesAlgorithm algorithm, byte[] text)
            throws HsmException, NotOfferedException {
        return calls.use(
                        key,
                        Role.WRAPPING,
                        algorithm.wireName(),
                        (session, connection, pinned) -> {
                            long wrapping = pinned.handle();
                            long payload = session.createObject(Role.payload().value(text.clone()));
                            byte[] made =
                                    session.wrapKey(
                                            keyWrap(connection, algorithm), wrapping, payload);
                            session.destroy(payload);
                            Mechanism mechanism = keyWrap(connection, algorithm);
                            try (SecretBytes again =
                                    unwrapped(session, mechanism, wrapping, made)) {
                                if (again.length() != text.length) {
                                    // SoftHSM fills a text up to whole half blocks with zeros.
                                    throw new PKCS11Exception(CKR_DATA_LEN_RANGE);
                                }
                                requireSame(text, again.use(byte[]::clone));
                            }
                            return made;
                        })
                .orElseThrow(() -> KeyCalls.failed("wrapping"));
    }

    byte[] decrypt(HsmKey key, AesAlgorithm algorithm, byte[] ciphertext, OctKey.Beside beside)
            throws HsmException, NotOfferedException, BadInputException {
        AesInputs.requireSize(spec(key), algorithm);
        AesInputs.requireCiphertext(algorithm, ciphertext);
        return switch (algorithm.mode()) {
            case GCM -> {
                byte[] nonce = AesInputs.nonce(beside);
                byte[] tag = AesInputs.tag(beside);
                byte[] both = Arrays.copyOf(ciphertext, ciphertext.length + tag.length);
                System.arraycopy(tag, 0, both, ciphertext.length, tag.length);
                yield deciphered(key, algorithm, both, () -> Mechanisms.gcm(nonce, aad(beside)));
            }
            case CBC, CBC_PAD -> {
                byte[] iv = AesInputs.vector(beside);
                boolean padded = algorithm.mode() == AesAlgorithm.Mode.CBC_PAD;
                yield deciphered(key, algorithm, ciphertext, () -> Mechanisms.cbc(padded, iv));
            }
            case KEY_WRAP, KEY_WRAP_PAD ->
                    PairUses.opened(
                            calls.use(
                                    key,
                                    Role.WRAPPING,
                                    algorithm.wireName(),
                                    (session, connection, pinned) ->
                                            unwrapped(
                                                    session,
                                                    keyWrap(connection, algorithm),
                                                    pinned.handle(),
                                                    ciphertext)));
        };
    }

    private byte[] deciphered(HsmKey key, AesAlgorithm algorithm, byte[] text, Making making)
            throws HsmException, NotOfferedException, BadInputException {
        return PairUses.opened(
                calls.use(
                        key,
                        Role.CIPHER,
                        algorithm.wireName(),
                        (session, connection, pinned) -> {
                            Mechanisms.require(connection, making.mechanism());
                            return SecretBytes.adopt(
                                    session.decrypt(making.mechanism(), pinned.handle(), text));
                        }));
    }

    private static Mechanism keyWrap(TokenConnection connection, AesAlgorithm algorithm)
            throws TokenException {
        boolean padded = algorithm.mode() == AesAlgorithm.Mode.KEY_WRAP_PAD;
        Mechanism mechanism = new Mechanism(padded ? connection.keyWrapPad() : CKM_AES_KEY_WRAP);
        Mechanisms.require(connection, mechanism);
        return mechanism;
    }

    /** The caller's bytes, by way of an object that shows them. */
    private static SecretBytes unwrapped(
            KeySession session, Mechanism mechanism, long unwrapping, byte[] wrapped)
            throws TokenException {
        long payload = session.unwrapKey(mechanism, unwrapping, wrapped, Role.payload());
        byte[] value = session.attributes(payload, CKA_VALUE).value();
        session.destroy(payload);
        if (value == null) {
            throw new TokenException("the token did not show a session key's value");
        }
        return SecretBytes.adopt(value);
    }

    byte[] mac(HsmKey key, Hash hash, byte[] message) throws HsmException, NotOfferedException {
        KeySpec.Oct spec = spec(key);
        return calls.use(
                        key,
                        Role.MAC,
                        "HMAC with %s and %d bits%s"
                                .formatted(hash.javaName(), spec.bits(), ofWhat(message)),
                        (session, connection, pinned) -> {
                            Mechanisms.require(connection, Mechanisms.hmac(hash));
                            return session.sign(Mechanisms.hmac(hash), pinned.handle(), message);
                        })
                .orElseThrow(() -> KeyCalls.failed("authenticating a message"));
    }

    /** Modules that do all else refuse an empty text, and say no more than of any bad argument. */
    private static String ofWhat(byte[] text) {
        return text.length == 0 ? " of an empty text" : "";
    }

    private static byte[] aad(OctKey.Beside beside) {
        byte[] aad = beside.aad();
        return aad == null ? NONE : aad;
    }

    private static KeySpec.Oct spec(HsmKey key) {
        if (key.spec() instanceof KeySpec.Oct oct) {
            return oct;
        }
        throw new IllegalArgumentException("a pair is not used like a symmetric key");
    }
}
