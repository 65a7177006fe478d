package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;

import java.security.MessageDigest;
import java.util.Optional;

/**
 * Tries a pair that was made elsewhere: inside the token nobody can look whether its numbers belong
 * together, only whether what it does fits its public half. Thread-safe.
 */
final class Trial {
    /** So that a handle that came to mean another key (F9) is not taken for a bad key. */
    private static final int ATTEMPTS = 2;

    private static final byte[] PLAINTEXT = new byte[32];

    private final Uses uses;
    private final KeyEngine engine;

    Trial(Uses uses, KeyEngine engine) {
        this.uses = uses;
        this.engine = engine;
    }

    /** What the token does with a pair. */
    interface Uses {
        /** A signature that nobody has looked at; empty when the token failed on the key. */
        Optional<byte[]> unverified(HsmKey key, SignatureAlgorithm algorithm, byte[] digest)
                throws HsmException, NotOfferedException;

        byte[] decrypt(HsmKey key, RsaEncryption algorithm, byte[] ciphertext)
                throws HsmException, NotOfferedException, BadInputException;

        /** The next use is of another object. */
        void forget(HsmKey key);
    }

    /**
     * Whether it signs, and when it is RSA decrypts, as its public half says.
     *
     * @throws NotOfferedException when the token does not sign with such a key; that it does not
     *     decrypt is none of the key's faults
     */
    boolean passes(HsmKey key) throws HsmException, NotOfferedException {
        byte[] info = key.publicPart().orElseThrow().subjectPublicKeyInfo();
        try (ReadyPublicKey half = engine.readyPublic(key.spec(), info)) {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                if (signs(key, half) && decrypts(key, half)) {
                    return true;
                }
                uses.forget(key);
            }
            return false;
        } catch (BadInputException e) {
            return false; // Numbers that are no public key at all.
        }
    }

    private boolean signs(HsmKey key, ReadyPublicKey half)
            throws HsmException, NotOfferedException, BadInputException {
        SignatureAlgorithm algorithm = algorithm(key.spec());
        byte[] digest = new byte[algorithm.hash().orElseThrow().bytes()];
        Optional<byte[]> signature = uses.unverified(key, algorithm, digest);
        return signature.isPresent() && half.verify(algorithm, digest, signature.get());
    }

    /** How a key shows that it is one. */
    static SignatureAlgorithm algorithm(KeySpec spec) {
        return switch (spec) {
            case KeySpec.Rsa _ -> SignatureAlgorithm.RS256;
            case KeySpec.Ec(var curve) -> PublicHalves.algorithm(curve);
            case KeySpec.Oct _ -> throw new IllegalArgumentException("not a pair");
        };
    }

    private boolean decrypts(HsmKey key, ReadyPublicKey half) throws HsmException {
        if (!(key.spec() instanceof KeySpec.Rsa)) {
            return true;
        }
        try {
            byte[] ciphertext = half.encrypt(RsaEncryption.RSA_OAEP, PLAINTEXT);
            byte[] plaintext = uses.decrypt(key, RsaEncryption.RSA_OAEP, ciphertext);
            return MessageDigest.isEqual(PLAINTEXT, plaintext);
        } catch (NotOfferedException e) {
            return true;
        } catch (BadInputException e) {
            return false;
        }
    }
}
