package io.strongroom.hsm.key.libcrypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.AesInputs;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One text through one of libcrypto's ciphers. Closing it wipes what the cipher has made of the
 * key. For one thread.
 */
final class CipherCall implements AutoCloseable {
    private static final int ENCRYPT = 1;
    private static final int DECRYPT = 0;

    /** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG. */
    private static final int GET_TAG = 0x10;

    private static final int SET_TAG = 0x11;

    /** EVP_CIPHER_CTX_FLAG_WRAP_ALLOW: else key wrap is refused. */
    private static final int MAY_WRAP = 1;

    /** A cipher adds a block of padding, or half of one in front, at most. */
    private static final int MOST_ADDED_BYTES = 2 * AesInputs.BLOCK_BYTES;

    /** Found once: the search costs more than most texts. */
    private static final Map<String, MemorySegment> CIPHERS = new ConcurrentHashMap<>();

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment ctx = LibcryptoSecrets.ctxNew();

    private CipherCall() {}

    static CipherCall encrypting(
            AesAlgorithm.Mode mode, MemorySegment key, byte @Nullable [] vector) {
        return ready(mode, key, vector, ENCRYPT);
    }

    static CipherCall decrypting(
            AesAlgorithm.Mode mode, MemorySegment key, byte @Nullable [] vector) {
        return ready(mode, key, vector, DECRYPT);
    }

    private static CipherCall ready(
            AesAlgorithm.Mode mode, MemorySegment key, byte @Nullable [] vector, int encrypts) {
        CipherCall call = new CipherCall();
        boolean complete = false;
        try {
            call.init(mode, key, vector, encrypts);
            complete = true;
            return call;
        } finally {
            if (!complete) {
                call.close();
            }
        }
    }

    private void init(
            AesAlgorithm.Mode mode, MemorySegment key, byte @Nullable [] vector, int encrypts) {
        if (ctx.address() == 0) {
            throw new IllegalStateException("libcrypto has no memory");
        }
        LibcryptoSecrets.ctxSetFlags(ctx, MAY_WRAP);
        MemorySegment iv =
                vector == null ? MemorySegment.NULL : arena.allocateFrom(JAVA_BYTE, vector);
        require(LibcryptoSecrets.init(ctx, cipher(mode, key.byteSize()), key, iv, encrypts));
        if (mode == AesAlgorithm.Mode.CBC) {
            require(LibcryptoSecrets.ctxSetPadding(ctx, 0));
        }
    }

    private static MemorySegment cipher(AesAlgorithm.Mode mode, long keyBytes) {
        String suffix =
                switch (mode) {
                    case GCM -> "GCM";
                    case CBC, CBC_PAD -> "CBC";
                    case KEY_WRAP -> "WRAP";
                    case KEY_WRAP_PAD -> "WRAP-PAD";
                };
        return CIPHERS.computeIfAbsent("AES-" + 8 * keyBytes + "-" + suffix, CipherCall::fetched);
    }

    private static MemorySegment fetched(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = LibcryptoSecrets.cipherFetch(arena.allocateFrom(name));
            if (found.address() == 0) {
                Libcrypto.clearError();
                throw new IllegalStateException("libcrypto has no " + name);
            }
            return found;
        }
    }

    /** Has GCM authenticate something before the text. */
    void authenticate(byte @Nullable [] aad) {
        if (aad != null && aad.length > 0) {
            MemorySegment size = arena.allocate(JAVA_INT);
            MemorySegment in = arena.allocateFrom(JAVA_BYTE, aad);
            require(LibcryptoSecrets.update(ctx, MemorySegment.NULL, size, in));
        }
    }

    /** What GCM has to come to, before the text. */
    void expectTag(byte[] tag) {
        require(LibcryptoSecrets.ctxCtrl(ctx, SET_TAG, arena.allocateFrom(JAVA_BYTE, tag)));
    }

    /** What GCM came to, after the text. */
    byte[] tag() {
        MemorySegment tag = arena.allocate(AesInputs.TAG_BYTES);
        require(LibcryptoSecrets.ctxCtrl(ctx, GET_TAG, tag));
        return tag.toArray(JAVA_BYTE);
    }

    /** Empty when the cipher refused. What it has written is wiped. */
    Optional<byte[]> run(byte[] text) {
        MemorySegment in = arena.allocateFrom(JAVA_BYTE, text);
        MemorySegment out = arena.allocate(text.length + MOST_ADDED_BYTES);
        MemorySegment size = arena.allocate(JAVA_INT);
        try {
            int written = 0;
            if (text.length > 0) {
                if (LibcryptoSecrets.update(ctx, out, size, in) <= 0) {
                    Libcrypto.clearError();
                    return Optional.empty();
                }
                written = size.get(JAVA_INT, 0);
            }
            if (LibcryptoSecrets.last(ctx, out.asSlice(written), size) <= 0) {
                Libcrypto.clearError();
                return Optional.empty();
            }
            written += size.get(JAVA_INT, 0);
            return Optional.of(out.asSlice(0, written).toArray(JAVA_BYTE));
        } finally {
            in.fill((byte) 0);
            out.fill((byte) 0);
        }
    }

    @Override
    public void close() {
        LibcryptoSecrets.ctxFree(ctx);
        arena.close();
    }

    private static void require(int status) {
        if (status <= 0) {
            Libcrypto.clearError();
            throw new IllegalStateException("libcrypto refused to prepare a cipher");
        }
    }
}
