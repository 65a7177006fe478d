package io.strongroom.hsm.key.libcrypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.AesInputs;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.Inputs;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey.Beside;
import io.strongroom.hsm.key.OctKey.Encrypted;
import io.strongroom.hsm.key.ReadyOctKey;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Optional;

/** A symmetric key in libcrypto's memory, wiped when it is freed; so is all that is made of it. */
final class NativeOctKey implements ReadyOctKey {
    private static final byte[] NONE = {};

    private final KeySpec.Oct spec;
    private final MemorySegment key;
    private final SecureRandom random = new SecureRandom();
    private final Users users;

    /** Copies the key. */
    NativeOctKey(KeySpec.Oct spec, SecretBytes bytes) {
        AesInputs.requireLength(spec, bytes);
        this.spec = spec;
        this.key = bytes.use(NativeOctKey::copied);
        this.users = new Users(() -> LibcryptoSecrets.clearFree(key));
    }

    private static MemorySegment copied(byte[] bytes) {
        MemorySegment made = LibcryptoSecrets.malloc(bytes.length);
        if (made.address() == 0) {
            throw new IllegalStateException("libcrypto has no memory");
        }
        MemorySegment.copy(bytes, 0, made, JAVA_BYTE, 0, bytes.length);
        return made;
    }

    @Override
    public KeySpec.Oct spec() {
        return spec;
    }

    /** What is done with the key. */
    private interface Step<T> {
        T take() throws BadInputException;
    }

    private <T> T with(Step<T> step) throws BadInputException {
        users.enter();
        try {
            return step.take();
        } finally {
            users.leave();
        }
    }

    @Override
    public Encrypted encrypt(AesAlgorithm algorithm, byte[] plaintext, Beside beside)
            throws BadInputException {
        AesInputs.requireSize(spec, algorithm);
        AesInputs.requirePlaintext(algorithm, plaintext);
        return with(() ->
                switch (algorithm.mode()) {
                    case GCM -> sealed(plaintext, beside.aad());
                    case CBC, CBC_PAD -> {
                        byte[] iv = AesInputs.vector(beside);
                        yield new Encrypted(encrypted(algorithm.mode(), iv, plaintext), iv, NONE);
                    }
                    case KEY_WRAP, KEY_WRAP_PAD ->
                            new Encrypted(encrypted(algorithm.mode(), null, plaintext), NONE, NONE);
                });
    }

    private Encrypted sealed(byte[] plaintext, byte @Nullable [] aad) {
        byte[] nonce = new byte[AesInputs.NONCE_BYTES];
        random.nextBytes(nonce);
        try (CipherCall call = CipherCall.encrypting(AesAlgorithm.Mode.GCM, key, nonce)) {
            call.authenticate(aad);
            byte[] made = call.run(plaintext).orElseThrow(NativeOctKey::refused);
            return new Encrypted(made, nonce, call.tag());
        }
    }

    private byte[] encrypted(AesAlgorithm.Mode mode, byte @Nullable [] vector, byte[] plaintext) {
        try (CipherCall call = CipherCall.encrypting(mode, key, vector)) {
            return call.run(plaintext).orElseThrow(NativeOctKey::refused);
        }
    }

    @Override
    public byte[] decrypt(AesAlgorithm algorithm, byte[] ciphertext, Beside beside)
            throws BadInputException {
        AesInputs.requireSize(spec, algorithm);
        AesInputs.requireCiphertext(algorithm, ciphertext);
        return with(() ->
                        switch (algorithm.mode()) {
                            case GCM -> opened(ciphertext, beside);
                            case CBC, CBC_PAD ->
                                    decrypted(
                                            algorithm.mode(), AesInputs.vector(beside), ciphertext);
                            case KEY_WRAP, KEY_WRAP_PAD ->
                                    decrypted(algorithm.mode(), null, ciphertext);
                        })
                .orElseThrow(Inputs::notDecrypted);
    }

    private Optional<byte[]> opened(byte[] ciphertext, Beside beside) throws BadInputException {
        byte[] nonce = AesInputs.nonce(beside);
        byte[] tag = AesInputs.tag(beside);
        try (CipherCall call = CipherCall.decrypting(AesAlgorithm.Mode.GCM, key, nonce)) {
            call.expectTag(tag);
            call.authenticate(beside.aad());
            return call.run(ciphertext);
        }
    }

    private Optional<byte[]> decrypted(
            AesAlgorithm.Mode mode, byte @Nullable [] vector, byte[] ciphertext) {
        try (CipherCall call = CipherCall.decrypting(mode, key, vector)) {
            return call.run(ciphertext);
        }
    }

    @Override
    public byte[] mac(Hash hash, byte[] message) {
        users.enter();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(hash.bytes());
            MemorySegment made =
                    LibcryptoSecrets.mac(
                            arena.allocateFrom("HMAC"),
                            arena.allocateFrom(hash.opensslName()),
                            key,
                            arena.allocateFrom(JAVA_BYTE, message),
                            code);
            if (made.address() == 0) {
                throw refused();
            }
            return code.toArray(JAVA_BYTE);
        } finally {
            users.leave();
        }
    }

    @Override
    public void close() {
        users.close();
    }

    private static IllegalStateException refused() {
        Libcrypto.clearError();
        return new IllegalStateException("libcrypto refused to use a symmetric key");
    }
}
