package io.strongroom.server.auth.issuer;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A salted, slow hash of a client secret: PBKDF2 with HMAC-SHA-512 over the secret's UTF-8 bytes.
 * Immutable. One {@link #verify} costs some tenths of a second of a core on purpose.
 *
 * <p>Text form: {@code pbkdf2-sha512$ITERATIONS$SALT$HASH}, salt and hash in base64url without
 * padding. Source: RFC 8018, 5.2; iterations after OWASP's password storage recommendation.
 */
public final class SecretHash {
    /** What {@link #of} uses. */
    public static final int ITERATIONS = 210_000;

    /** Fewer would be a careless hash, more would let one entry of the state stall a node. */
    private static final int MIN_ITERATIONS = 100_000;

    private static final int MAX_ITERATIONS = 2_000_000;
    private static final int SALT_BYTES = 16;
    private static final int MAX_SALT_BYTES = 64;
    private static final int HASH_BYTES = 64;
    private static final String SCHEME = "pbkdf2-sha512";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private SecretHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a secret under a fresh salt. The array stays the caller's, to wipe. */
    public static SecretHash of(char[] secret) {
        return of(secret, ITERATIONS);
    }

    static SecretHash of(char[] secret, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new SecretHash(iterations, salt, derive(secret, salt, iterations));
    }

    /** A hash that no secret is known for: to spend the time of a check without a client. */
    static SecretHash unmatchable() {
        byte[] random = new byte[SALT_BYTES + HASH_BYTES];
        RANDOM.nextBytes(random);
        return new SecretHash(
                ITERATIONS,
                Arrays.copyOf(random, SALT_BYTES),
                Arrays.copyOfRange(random, SALT_BYTES, random.length));
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is not of that form or its parameters are out of
     *     bounds; the text is not in the message
     */
    public static SecretHash parse(String text) {
        List<String> parts = List.of(text.split("\\$", -1));
        if (parts.size() != 4
                || !parts.getFirst().equals(SCHEME)
                || !parts.get(1).matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                    "a secret's hash has the form pbkdf2-sha512$ITERATIONS$SALT$HASH");
        }
        int iterations = Integer.parseInt(parts.get(1));
        byte[] salt = Base64.getUrlDecoder().decode(parts.get(2));
        byte[] hash = Base64.getUrlDecoder().decode(parts.get(3));
        if (iterations < MIN_ITERATIONS
                || iterations > MAX_ITERATIONS
                || salt.length < SALT_BYTES
                || salt.length > MAX_SALT_BYTES
                || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException(
                    "a secret's hash has 100000 to 2000000 iterations, a salt of 16 to 64 bytes"
                            + " and 64 bytes of hash");
        }
        return new SecretHash(iterations, salt, hash);
    }

    /** The text form. */
    public String encoded() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return String.join(
                "$",
                SCHEME,
                Integer.toString(iterations),
                base64.encodeToString(salt),
                base64.encodeToString(hash));
    }

    /** Whether the secret is the hashed one. The array stays the caller's, to wipe. */
    public boolean verify(char[] secret) {
        byte[] candidate = derive(secret, salt, iterations);
        try {
            return MessageDigest.isEqual(hash, candidate);
        } finally {
            Arrays.fill(candidate, (byte) 0);
        }
    }

    private static byte[] derive(char[] secret, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(secret, salt, iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 8 has this PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public String toString() {
        return "SecretHash(" + iterations + " iterations)";
    }
}
