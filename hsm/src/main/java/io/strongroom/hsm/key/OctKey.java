package io.strongroom.hsm.key;

import io.strongroom.hsm.SecretBytes;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A symmetric key in Java's memory, made or brought. What it does is done by the JDK's own ciphers,
 * which copy the key into objects that nothing wipes, so it is used where no libcrypto is only (ADR
 * 0020). Thread-safe.
 */
public final class OctKey implements ReadyOctKey {

    private final KeySpec.Oct spec;
    private final SecretBytes key;
    private final SecureRandom random = new SecureRandom();

    /**
     * Takes the key over.
     *
     * @param key as long as the kind says
     */
    public OctKey(KeySpec.Oct spec, SecretBytes key) {
        AesInputs.requireLength(spec, key);
        this.spec = spec;
        this.key = key;
    }

    /** A fresh one. */
    public static OctKey generate(KeySpec.Oct spec) {
        byte[] bytes = new byte[spec.bits() / 8];
        new SecureRandom().nextBytes(bytes);
        return new OctKey(spec, SecretBytes.adopt(bytes));
    }

    /**
     * What encryption gives.
     *
     * @param iv the nonce, or the vector that the caller gave; empty for key wrap
     * @param tag of GCM; empty otherwise
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    public record Encrypted(byte[] value, byte[] iv, byte[] tag) {}

    /**
     * What goes with the text.
     *
     * @param iv the caller's, for CBC and for decrypting GCM
     * @param aad authenticated with the text by GCM
     * @param tag for decrypting GCM
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    public record Beside(byte @Nullable [] iv, byte @Nullable [] aad, byte @Nullable [] tag) {
        public static final Beside NOTHING = new Beside(null, null, null);
    }

    @Override
    public KeySpec.Oct spec() {
        return spec;
    }

    /** Lends the bytes, to be sealed. */
    public SecretBytes material() {
        return key;
    }

    @Override
    public Encrypted encrypt(AesAlgorithm algorithm, byte[] plaintext, Beside beside)
            throws BadInputException {
        AesInputs.requireSize(spec, algorithm);
        AesInputs.requirePlaintext(algorithm, plaintext);
        byte[] none = new byte[0];
        return switch (algorithm.mode()) {
            case GCM -> sealed(plaintext, beside);
            case CBC, CBC_PAD -> {
                byte[] iv = AesInputs.vector(beside);
                yield new Encrypted(cbc(Cipher.ENCRYPT_MODE, algorithm, plaintext, iv), iv, none);
            }
            case KEY_WRAP, KEY_WRAP_PAD -> new Encrypted(wrapped(algorithm, plaintext), none, none);
        };
    }

    @Override
    public byte[] decrypt(AesAlgorithm algorithm, byte[] ciphertext, Beside beside)
            throws BadInputException {
        AesInputs.requireSize(spec, algorithm);
        AesInputs.requireCiphertext(algorithm, ciphertext);
        return switch (algorithm.mode()) {
            case GCM -> opened(ciphertext, beside);
            case CBC, CBC_PAD ->
                    cbc(Cipher.DECRYPT_MODE, algorithm, ciphertext, AesInputs.vector(beside));
            case KEY_WRAP, KEY_WRAP_PAD ->
                    keyWrap(Cipher.DECRYPT_MODE, algorithm.mode(), ciphertext);
        };
    }

    @Override
    public byte[] mac(Hash hash, byte[] message) {
        String name = "Hmac" + hash.javaName().replace("-", "");
        return key.use(bytes -> {
            try {
                Mac mac = Mac.getInstance(name);
                mac.init(new SecretKeySpec(bytes, name));
                return mac.doFinal(message);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(name + " is not to be had", e);
            }
        });
    }

    @Override
    public void close() {
        key.close();
    }

    private Encrypted sealed(byte[] plaintext, Beside beside) throws BadInputException {
        byte[] nonce = new byte[AesInputs.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] both = gcm(Cipher.ENCRYPT_MODE, nonce, beside.aad(), plaintext);
        int length = both.length - AesInputs.TAG_BYTES;
        return new Encrypted(
                Arrays.copyOf(both, length), nonce, Arrays.copyOfRange(both, length, both.length));
    }

    private byte[] opened(byte[] ciphertext, Beside beside) throws BadInputException {
        byte[] nonce = AesInputs.nonce(beside);
        byte[] tag = AesInputs.tag(beside);
        byte[] both = Arrays.copyOf(ciphertext, ciphertext.length + AesInputs.TAG_BYTES);
        System.arraycopy(tag, 0, both, ciphertext.length, AesInputs.TAG_BYTES);
        return gcm(Cipher.DECRYPT_MODE, nonce, beside.aad(), both);
    }

    private byte[] gcm(int mode, byte[] nonce, byte @Nullable [] aad, byte[] text)
            throws BadInputException {
        GCMParameterSpec parameters = new GCMParameterSpec(8 * AesInputs.TAG_BYTES, nonce);
        return run(mode, "AES/GCM/NoPadding", parameters, aad, text);
    }

    private byte[] cbc(int mode, AesAlgorithm algorithm, byte[] text, byte[] vector)
            throws BadInputException {
        String padding =
                algorithm.mode() == AesAlgorithm.Mode.CBC_PAD ? "PKCS5Padding" : "NoPadding";
        return run(mode, "AES/CBC/" + padding, new IvParameterSpec(vector), null, text);
    }

    private byte[] wrapped(AesAlgorithm algorithm, byte[] text) throws BadInputException {
        return keyWrap(Cipher.ENCRYPT_MODE, algorithm.mode(), text);
    }

    private byte[] keyWrap(int mode, AesAlgorithm.Mode of, byte[] text) throws BadInputException {
        String name = of == AesAlgorithm.Mode.KEY_WRAP ? "AES/KW/NoPadding" : "AES/KWP/NoPadding";
        return run(mode, name, null, null, text);
    }

    /** SunJCE by name: another provider put in front may have another idea of key wrap. */
    private byte[] run(
            int mode,
            String transformation,
            @Nullable AlgorithmParameterSpec parameters,
            byte @Nullable [] aad,
            byte[] text)
            throws BadInputException {
        Optional<byte[]> done =
                key.use(bytes -> {
                    try {
                        Cipher cipher = Cipher.getInstance(transformation, "SunJCE");
                        cipher.init(mode, new SecretKeySpec(bytes, "AES"), parameters);
                        if (aad != null) {
                            cipher.updateAAD(aad);
                        }
                        return Optional.of(cipher.doFinal(text));
                    } catch (GeneralSecurityException e) {
                        if (mode == Cipher.ENCRYPT_MODE) {
                            throw new IllegalStateException(transformation + " failed", e);
                        }
                        return Optional.empty();
                    }
                });
        return done.orElseThrow(Inputs::notDecrypted);
    }
}
