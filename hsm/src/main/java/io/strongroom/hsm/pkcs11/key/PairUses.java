package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.Inputs;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.pkcs11.KeySession;

import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.TokenException;

import java.util.Arrays;
import java.util.Optional;

/** Signs and decrypts with private halves inside the token. Thread-safe. */
final class PairUses implements Trial.Uses {
    private final KeyCalls calls;
    private final HandleCache handles;

    /** Set once the token has refused OAEP with another hash than SHA-1, as it always will. */
    private volatile boolean unpadsHere;

    PairUses(KeyCalls calls, HandleCache handles) {
        this.calls = calls;
        this.handles = handles;
    }

    byte[] sign(HsmKey key, SignatureAlgorithm algorithm, byte[] digest)
            throws HsmException, NotOfferedException, BadInputException {
        Inputs.require(key.spec(), algorithm, digest);
        byte[] data = Mechanisms.signed(algorithm, digest);
        Optional<byte[]> signature =
                calls.use(
                        key,
                        Role.PAIR,
                        algorithm.jwa(),
                        (session, connection, pinned) -> {
                            Mechanism mechanism = Mechanisms.of(algorithm);
                            Mechanisms.require(connection, mechanism);
                            byte[] made = session.sign(mechanism, pinned.handle(), data);
                            // Verifying takes a twentieth of signing with RSA; on a curve it takes
                            // longer than signing.
                            if (key.spec() instanceof KeySpec.Rsa || !pinned.verified()) {
                                requireVerified(key, pinned, new Signed(algorithm, digest, made));
                            } else {
                                requireSame(key, pinned, session);
                            }
                            return made;
                        });
        return signature.orElseThrow(() -> KeyCalls.failed("signing"));
    }

    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    private record Signed(SignatureAlgorithm algorithm, byte[] digest, byte[] signature) {}

    /** A handle that came to mean another key would give that key's signature away (F9). */
    private void requireVerified(HsmKey key, HandleCache.Pinned pinned, Signed signed)
            throws HsmException {
        ReadyPublicKey publicHalf = pinned.publicHalf();
        try {
            if (publicHalf.verify(signed.algorithm(), signed.digest(), signed.signature())) {
                pinned.markVerified();
                return;
            }
        } catch (BadInputException e) {
            throw new IllegalStateException("the digest was looked at before", e);
        }
        throw mistaken(key);
    }

    /** Whether the handle still means the object that it was given for. */
    private void requireSame(HsmKey key, HandleCache.Pinned pinned, KeySession session)
            throws HsmException, TokenException {
        String found = session.attributes(pinned.handle(), CKA_LABEL).label();
        if (!pinned.label().equals(found)) {
            throw mistaken(key);
        }
    }

    private HsmException mistaken(HsmKey key) {
        handles.let(key);
        return new HsmException(
                Kind.UNAVAILABLE, "the HSM gave a signature that is not this key's");
    }

    @Override
    public byte[] decrypt(HsmKey key, RsaEncryption algorithm, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException {
        Inputs.requireCiphertext(key.spec(), algorithm, ciphertext);
        Optional<Hash> other = algorithm.hash().filter(hash -> hash != Hash.SHA_1);
        if (other.isEmpty()) {
            return decryptedWith(key, algorithm, ciphertext);
        }
        if (!unpadsHere) {
            try {
                return decryptedWith(key, algorithm, ciphertext);
            } catch (NotOfferedException e) {
                unpadsHere = true;
            }
        }
        byte[] block =
                opened(
                        calls.use(
                                key,
                                Role.PAIR,
                                algorithm.jwa(),
                                (session, connection, pinned) -> {
                                    Mechanism raw = new Mechanism(CKM_RSA_X_509);
                                    Mechanisms.require(connection, raw);
                                    return SecretBytes.adopt(
                                            session.decrypt(raw, pinned.handle(), ciphertext));
                                }));
        try {
            return Oaep.unpadded(other.get(), whole(block, ciphertext.length))
                    .orElseThrow(Inputs::notDecrypted);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    @Override
    public Optional<byte[]> unverified(HsmKey key, SignatureAlgorithm algorithm, byte[] digest)
            throws HsmException, NotOfferedException {
        byte[] data = Mechanisms.signed(algorithm, digest);
        return calls.use(
                key,
                Role.PAIR,
                algorithm.jwa(),
                (session, connection, pinned) -> {
                    Mechanism mechanism = Mechanisms.of(algorithm);
                    Mechanisms.require(connection, mechanism);
                    return session.sign(mechanism, pinned.handle(), data);
                });
    }

    @Override
    public void forget(HsmKey key) {
        if (handles.let(key)) {
            calls.sweep();
        }
    }

    /** Some tokens leave zeros out at the front. */
    private static byte[] whole(byte[] block, int length) {
        if (block.length >= length) {
            return block;
        }
        byte[] padded = new byte[length];
        System.arraycopy(block, 0, padded, length - block.length, block.length);
        return padded;
    }

    private byte[] decryptedWith(HsmKey key, RsaEncryption algorithm, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException {
        return opened(
                calls.use(
                        key,
                        Role.PAIR,
                        algorithm.jwa(),
                        (session, connection, pinned) -> {
                            Mechanism mechanism = Mechanisms.of(algorithm);
                            Mechanisms.require(connection, mechanism);
                            return SecretBytes.adopt(
                                    session.decrypt(mechanism, pinned.handle(), ciphertext));
                        }));
    }

    /** The plaintext, for the caller to wipe. */
    static byte[] opened(Optional<SecretBytes> result) throws BadInputException {
        try (SecretBytes plaintext = result.orElseThrow(Inputs::notDecrypted)) {
            return plaintext.use(byte[]::clone);
        }
    }
}
