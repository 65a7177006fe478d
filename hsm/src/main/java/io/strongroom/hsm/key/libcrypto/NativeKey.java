package io.strongroom.hsm.key.libcrypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.EcdsaSignature;
import io.strongroom.hsm.key.Inputs;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.libcrypto.Contexts.Use;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A pair in libcrypto's memory, which wipes it when it is freed. Contexts are kept for the next
 * call: making one costs as much as a signature on P-256.
 */
final class NativeKey implements ReadyKey {
    /** More threads than this seldom use one key at the same moment. */
    private static final int CONTEXTS_KEPT = 32;

    /** DER of two numbers, each at most 67 bytes long. */
    private static final int MAX_ECDSA_BYTES = 144;

    private final KeySpec spec;
    private final MemorySegment key;
    private final Map<Use, Queue<MemorySegment>> idle = new ConcurrentHashMap<>();

    private final Users users = new Users(this::free);

    /** Takes the key over. */
    NativeKey(KeySpec spec, MemorySegment key) {
        this.spec = spec;
        this.key = key;
    }

    /** What is done with a ready context. */
    private interface Step<T> {
        T take(MemorySegment ctx, Arena arena) throws BadInputException;
    }

    /** One of libcrypto's functions with a block in and a block out. */
    private interface BlockFunction {
        int call(MemorySegment ctx, MemorySegment out, MemorySegment size, MemorySegment in);
    }

    @Override
    public KeySpec spec() {
        return spec;
    }

    @Override
    public byte[] sign(SignatureAlgorithm algorithm, byte[] digest) throws BadInputException {
        Inputs.require(spec, algorithm, digest);
        return with(
                new Use.Sign(algorithm),
                (ctx, arena) -> {
                    byte[] made =
                            block(Libcrypto::sign, ctx, arena, digest)
                                    .orElseThrow(() ->
                                            new IllegalStateException("libcrypto refused to sign"));
                    return spec instanceof KeySpec.Ec(Curve curve)
                            ? EcdsaSignature.fromDer(curve, made)
                            : made;
                });
    }

    @Override
    public boolean verify(SignatureAlgorithm algorithm, byte[] digest, byte[] signature)
            throws BadInputException {
        Inputs.require(spec, algorithm, digest);
        users.requireOpen();
        Optional<byte[]> known =
                spec instanceof KeySpec.Ec(Curve curve)
                        ? EcdsaSignature.toDer(curve, signature)
                        : Optional.of(signature);
        return known.isPresent()
                && with(
                        new Use.Verify(algorithm),
                        (ctx, arena) -> {
                            boolean right =
                                    Libcrypto.verify(
                                                    ctx,
                                                    arena.allocateFrom(JAVA_BYTE, known.get()),
                                                    arena.allocateFrom(JAVA_BYTE, digest))
                                            == 1;
                            if (!right) {
                                Libcrypto.clearError();
                            }
                            return right;
                        });
    }

    @Override
    public byte[] encrypt(RsaEncryption algorithm, byte[] plaintext) throws BadInputException {
        Inputs.requirePlaintext(spec, algorithm, plaintext);
        return with(
                new Use.Encrypt(algorithm),
                (ctx, arena) ->
                        block(Libcrypto::encrypt, ctx, arena, plaintext)
                                .orElseThrow(() ->
                                        new IllegalStateException("libcrypto refused to encrypt")));
    }

    @Override
    public byte[] decrypt(RsaEncryption algorithm, byte[] ciphertext) throws BadInputException {
        Inputs.requireCiphertext(spec, algorithm, ciphertext);
        return with(
                new Use.Decrypt(algorithm),
                (ctx, arena) ->
                        block(Libcrypto::decrypt, ctx, arena, ciphertext)
                                .orElseThrow(Inputs::notDecrypted));
    }

    @Override
    public void close() {
        users.close();
    }

    /** Empty when the function refused. What it has written is wiped. */
    private Optional<byte[]> block(
            BlockFunction function, MemorySegment ctx, Arena arena, byte[] input) {
        long room = spec instanceof KeySpec.Rsa rsa ? rsa.bytes() : MAX_ECDSA_BYTES;
        MemorySegment out = arena.allocate(room);
        MemorySegment in = arena.allocateFrom(JAVA_BYTE, input);
        MemorySegment size = arena.allocateFrom(JAVA_LONG, room);
        try {
            int status = function.call(ctx, out, size, in);
            if (status <= 0) {
                Libcrypto.clearError();
                return Optional.empty();
            }
            return Optional.of(out.asSlice(0, size.get(JAVA_LONG, 0)).toArray(JAVA_BYTE));
        } finally {
            out.fill((byte) 0);
            in.fill((byte) 0);
        }
    }

    private <T> T with(Use use, Step<T> step) throws BadInputException {
        users.enter();
        try (Arena arena = Arena.ofConfined()) {
            Queue<MemorySegment> pool =
                    idle.computeIfAbsent(use, _ -> new ArrayBlockingQueue<>(CONTEXTS_KEPT));
            MemorySegment ctx = pool.poll();
            if (ctx == null) {
                ctx = Contexts.ready(key, use);
            }
            try {
                return step.take(ctx, arena);
            } finally {
                if (!pool.offer(ctx)) {
                    Libcrypto.ctxFree(ctx);
                }
            }
        } finally {
            users.leave();
        }
    }

    private void free() {
        for (Queue<MemorySegment> pool : idle.values()) {
            for (MemorySegment ctx = pool.poll(); ctx != null; ctx = pool.poll()) {
                Libcrypto.ctxFree(ctx);
            }
        }
        Libcrypto.keyFree(key);
    }
}
