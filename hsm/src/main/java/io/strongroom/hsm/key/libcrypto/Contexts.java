package io.strongroom.hsm.key.libcrypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/** Makes contexts of libcrypto that are ready for one operation, any number of times. */
final class Contexts {
    private static final int PKCS1_PADDING = 1;
    private static final int OAEP_PADDING = 4;
    private static final int PSS_PADDING = 6;

    /** RSA_PSS_SALTLEN_DIGEST. */
    private static final int SALT_AS_LONG_AS_DIGEST = -1;

    /** OSSL_ASYM_CIPHER_PARAM_IMPLICIT_REJECTION. */
    private static final String IMPLICIT_REJECTION = "implicit-rejection";

    /** OSSL_PARAM_UNSIGNED_INTEGER. */
    private static final int UNSIGNED_INTEGER = 2;

    /** Of an OSSL_PARAM: name, type, value, its size, and a size that is returned. */
    private static final long PARAMETER_BYTES = 40;

    private static final Map<Hash, MemorySegment> DIGESTS = digests();

    private Contexts() {}

    /** What a context is ready for. */
    sealed interface Use {
        record Sign(SignatureAlgorithm algorithm) implements Use {}

        record Verify(SignatureAlgorithm algorithm) implements Use {}

        record Encrypt(RsaEncryption algorithm) implements Use {}

        record Decrypt(RsaEncryption algorithm) implements Use {}
    }

    /**
     * One more, for the caller to free.
     *
     * @param key that outlives it
     */
    static MemorySegment ready(MemorySegment key, Use use) {
        MemorySegment ctx = Libcrypto.ctxNew(key);
        if (ctx.equals(MemorySegment.NULL)) {
            throw new IllegalStateException("libcrypto has no memory");
        }
        boolean complete = false;
        try {
            switch (use) {
                case Use.Sign(SignatureAlgorithm algorithm) -> {
                    require(Libcrypto.signInit(ctx));
                    prepare(ctx, algorithm);
                }
                case Use.Verify(SignatureAlgorithm algorithm) -> {
                    require(Libcrypto.verifyInit(ctx));
                    prepare(ctx, algorithm);
                }
                case Use.Encrypt(RsaEncryption algorithm) -> {
                    require(Libcrypto.encryptInit(ctx));
                    prepare(ctx, algorithm);
                }
                case Use.Decrypt(RsaEncryption algorithm) -> {
                    require(Libcrypto.decryptInit(ctx));
                    prepare(ctx, algorithm);
                    if (algorithm.hash().isEmpty()) {
                        refuseOpenly(ctx);
                    }
                }
            }
            complete = true;
            return ctx;
        } finally {
            if (!complete) {
                Libcrypto.ctxFree(ctx);
            }
        }
    }

    private static void prepare(MemorySegment ctx, SignatureAlgorithm algorithm) {
        switch (algorithm.scheme()) {
            case RSA_PKCS1, RSA_RAW_PKCS1 -> require(Libcrypto.setPadding(ctx, PKCS1_PADDING));
            case RSA_PSS -> {
                require(Libcrypto.setPadding(ctx, PSS_PADDING));
                require(Libcrypto.setSaltLength(ctx, SALT_AS_LONG_AS_DIGEST));
            }
            case ECDSA -> {}
        }
        algorithm
                .hash()
                .ifPresent(hash -> require(Libcrypto.setSignatureDigest(ctx, digest(hash))));
    }

    /** The mask's hash is the label's unless told otherwise. */
    private static void prepare(MemorySegment ctx, RsaEncryption algorithm) {
        require(
                Libcrypto.setPadding(
                        ctx, algorithm.hash().isPresent() ? OAEP_PADDING : PKCS1_PADDING));
        algorithm.hash().ifPresent(hash -> require(Libcrypto.setOaepDigest(ctx, digest(hash))));
    }

    /**
     * From 3.2 on libcrypto gives random bytes for a PKCS#1 v1.5 block that is not right, unless
     * told to refuse it, as older ones do.
     */
    private static void refuseOpenly(MemorySegment ctx) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(IMPLICIT_REJECTION);
            if (Libcrypto.takesParameter(ctx, name)) {
                MemorySegment parameters = arena.allocate(2 * PARAMETER_BYTES, Long.BYTES);
                parameters.set(ADDRESS, 0, name);
                parameters.set(JAVA_INT, 8, UNSIGNED_INTEGER);
                parameters.set(ADDRESS, 16, arena.allocateFrom(JAVA_INT, 0));
                parameters.set(JAVA_LONG, 24, Integer.BYTES);
                require(Libcrypto.setParams(ctx, parameters)); // The second ends the list.
            }
        }
    }

    private static MemorySegment digest(Hash hash) {
        MemorySegment found = DIGESTS.get(hash);
        if (found == null) {
            throw new IllegalStateException("libcrypto has no " + hash.opensslName());
        }
        return found;
    }

    private static Map<Hash, MemorySegment> digests() {
        Map<Hash, MemorySegment> all = new EnumMap<>(Hash.class);
        try (Arena arena = Arena.ofConfined()) {
            for (Hash hash : Hash.values()) {
                MemorySegment found =
                        Libcrypto.digestByName(arena.allocateFrom(hash.opensslName()));
                if (!found.equals(MemorySegment.NULL)) {
                    all.put(hash, found);
                }
            }
        }
        return all;
    }

    private static void require(int status) {
        if (status <= 0) {
            Libcrypto.clearError();
            throw new IllegalStateException("libcrypto refused to prepare an operation");
        }
    }
}
