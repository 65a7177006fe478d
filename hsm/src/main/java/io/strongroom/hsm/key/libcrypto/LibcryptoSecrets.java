package io.strongroom.hsm.key.libcrypto;

import static io.strongroom.hsm.key.libcrypto.Functions.address;
import static io.strongroom.hsm.key.libcrypto.Functions.function;
import static io.strongroom.hsm.key.libcrypto.Functions.procedure;
import static io.strongroom.hsm.key.libcrypto.Functions.procedureOf;
import static io.strongroom.hsm.key.libcrypto.Functions.run;
import static io.strongroom.hsm.key.libcrypto.Functions.status;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of libcrypto for symmetric keys, as {@link Libcrypto} has those for pairs. */
final class LibcryptoSecrets {
    private static final MethodHandle MALLOC =
            function("CRYPTO_malloc", ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT);
    private static final MethodHandle CLEAR_FREE =
            procedureOf("CRYPTO_clear_free", ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT);
    private static final MethodHandle CIPHER_FETCH =
            function("EVP_CIPHER_fetch", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle CTX_NEW = function("EVP_CIPHER_CTX_new", ADDRESS);
    private static final MethodHandle CTX_FREE = procedure("EVP_CIPHER_CTX_free");
    private static final MethodHandle CTX_SET_FLAGS =
            procedureOf("EVP_CIPHER_CTX_set_flags", ADDRESS, JAVA_INT);
    private static final MethodHandle CTX_SET_PADDING =
            function("EVP_CIPHER_CTX_set_padding", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CTX_CTRL =
            function("EVP_CIPHER_CTX_ctrl", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle INIT =
            function(
                    "EVP_CipherInit_ex2",
                    JAVA_INT,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    JAVA_INT,
                    ADDRESS);
    private static final MethodHandle UPDATE =
            function("EVP_CipherUpdate", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle FINAL =
            function("EVP_CipherFinal_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle MAC =
            function(
                    "EVP_Q_mac",
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    JAVA_LONG,
                    ADDRESS,
                    JAVA_LONG,
                    ADDRESS,
                    JAVA_LONG,
                    ADDRESS);

    private LibcryptoSecrets() {}

    /**
     * Looks whether the library has all the functions.
     *
     * @throws LinkageError when it has not
     */
    static void load() {
        // Being called is enough: the class is initialised.
    }

    /** So many bytes, for {@link #clearFree}. */
    @SuppressWarnings("restricted") // The library says how long what it gives is.
    static MemorySegment malloc(long size) {
        return address(() -> (MemorySegment) MALLOC.invokeExact(size, MemorySegment.NULL, 0))
                .reinterpret(size);
    }

    /** Wipes them and gives them back. */
    static void clearFree(MemorySegment bytes) {
        long size = bytes.byteSize();
        run(() -> {
            CLEAR_FREE.invokeExact(bytes, size, MemorySegment.NULL, 0);
        });
    }

    /** Lives as long as the process unless freed; null when there is none of that name. */
    static MemorySegment cipherFetch(MemorySegment name) {
        return address(() ->
                (MemorySegment)
                        CIPHER_FETCH.invokeExact(MemorySegment.NULL, name, MemorySegment.NULL));
    }

    static MemorySegment ctxNew() {
        return address(() -> (MemorySegment) CTX_NEW.invokeExact());
    }

    /** Wipes what the context has made of a key. */
    static void ctxFree(MemorySegment ctx) {
        run(() -> {
            CTX_FREE.invokeExact(ctx);
        });
    }

    static void ctxSetFlags(MemorySegment ctx, int flags) {
        run(() -> {
            CTX_SET_FLAGS.invokeExact(ctx, flags);
        });
    }

    static int ctxSetPadding(MemorySegment ctx, int padding) {
        return status(() -> (int) CTX_SET_PADDING.invokeExact(ctx, padding));
    }

    /** Gets or sets so many bytes. */
    static int ctxCtrl(MemorySegment ctx, int type, MemorySegment bytes) {
        int size = Math.toIntExact(bytes.byteSize());
        return status(() -> (int) CTX_CTRL.invokeExact(ctx, type, size, bytes));
    }

    /**
     * Makes a context ready.
     *
     * @param vector or NULL for the cipher's own
     * @param encrypts 1, or 0 to decrypt
     */
    static int init(
            MemorySegment ctx,
            MemorySegment cipher,
            MemorySegment key,
            MemorySegment vector,
            int encrypts) {
        return status(() ->
                (int) INIT.invokeExact(ctx, cipher, key, vector, encrypts, MemorySegment.NULL));
    }

    /** Takes the input in; written to NULL it is authenticated only. */
    static int update(MemorySegment ctx, MemorySegment out, MemorySegment size, MemorySegment in) {
        int length = Math.toIntExact(in.byteSize());
        return status(() -> (int) UPDATE.invokeExact(ctx, out, size, in, length));
    }

    static int last(MemorySegment ctx, MemorySegment out, MemorySegment size) {
        return status(() -> (int) FINAL.invokeExact(ctx, out, size));
    }

    /** Writes the code of a message; null when it could not. */
    static MemorySegment mac(
            MemorySegment name,
            MemorySegment digest,
            MemorySegment key,
            MemorySegment message,
            MemorySegment out) {
        long keyLength = key.byteSize();
        long length = message.byteSize();
        long room = out.byteSize();
        return address(() ->
                (MemorySegment)
                        MAC.invokeExact(
                                MemorySegment.NULL,
                                name,
                                MemorySegment.NULL,
                                digest,
                                MemorySegment.NULL,
                                key,
                                keyLength,
                                message,
                                length,
                                out,
                                room,
                                MemorySegment.NULL));
    }
}
