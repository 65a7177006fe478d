package io.strongroom.hsm.key.libcrypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.ReadyOctKey;
import io.strongroom.hsm.key.ReadyPublicKey;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** OpenSSL 3, as the system has it: the fastest there is, and patched with the system. */
public final class LibcryptoEngine implements KeyEngine {
    private static final Logger log = LoggerFactory.getLogger(LibcryptoEngine.class);

    private static final long MAX_GROUP_NAME_BYTES = 80;

    private LibcryptoEngine() {}

    /** Empty where the library is not there or lacks something; the log says what. */
    public static Optional<KeyEngine> find() {
        try {
            Libcrypto.load();
            LibcryptoSecrets.load();
            return Optional.of(new LibcryptoEngine());
        } catch (LinkageError e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            log.atInfo().addKeyValue("reason", why.getMessage()).log("libcrypto_not_there");
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return "OpenSSL 3 (libcrypto)";
    }

    @Override
    public KeyPair generate(KeySpec spec) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = generated(spec, arena);
            try {
                return KeyPair.of(spec, pkcs8(key, arena));
            } finally {
                Libcrypto.keyFree(key);
            }
        }
    }

    private static MemorySegment generated(KeySpec spec, Arena arena) {
        String type =
                switch (spec) {
                    case KeySpec.Rsa _ -> "RSA";
                    case KeySpec.Ec _ -> "EC";
                    case KeySpec.Oct _ -> throw new IllegalArgumentException("not a pair");
                };
        MemorySegment ctx = Libcrypto.ctxNewFromName(arena.allocateFrom(type));
        try {
            require(Libcrypto.keygenInit(ctx));
            switch (spec) {
                case KeySpec.Rsa(int bits) -> require(Libcrypto.setKeygenBits(ctx, bits));
                case KeySpec.Ec(var curve) ->
                        require(Libcrypto.setGroup(ctx, arena.allocateFrom(curve.standardName())));
                case KeySpec.Oct _ -> {}
            }
            MemorySegment holder = arena.allocateFrom(ADDRESS, MemorySegment.NULL);
            require(Libcrypto.generate(ctx, holder));
            return holder.get(ADDRESS, 0);
        } finally {
            Libcrypto.ctxFree(ctx);
        }
    }

    private static SecretBytes pkcs8(MemorySegment key, Arena arena) {
        MemorySegment info = Libcrypto.toPkcs8(key);
        if (info.equals(MemorySegment.NULL)) {
            throw refused();
        }
        try {
            int length = Libcrypto.i2dPkcs8(info, MemorySegment.NULL);
            require(length);
            MemorySegment der = arena.allocate(length);
            MemorySegment pointer = arena.allocateFrom(ADDRESS, der);
            require(Libcrypto.i2dPkcs8(info, pointer));
            try {
                return SecretBytes.adopt(der.toArray(JAVA_BYTE));
            } finally {
                der.fill((byte) 0);
            }
        } finally {
            Libcrypto.pkcs8Free(info);
        }
    }

    @Override
    public ReadyKey ready(KeySpec spec, SecretBytes pkcs8) throws BadInputException {
        MemorySegment key = pkcs8.use(der -> read(der, Libcrypto::d2iAutoPrivateKey));
        if (!suits(spec, key)) {
            throw new BadInputException("not a private key of this kind");
        }
        return new NativeKey(spec, key);
    }

    @Override
    public ReadyPublicKey readyPublic(KeySpec spec, byte[] subjectPublicKeyInfo)
            throws BadInputException {
        MemorySegment key = read(subjectPublicKeyInfo, Libcrypto::d2iPubkey);
        if (!suits(spec, key)) {
            throw new BadInputException("not a public key of this kind");
        }
        return new NativeKey(spec, key);
    }

    @Override
    public ReadyOctKey readyOct(KeySpec.Oct spec, SecretBytes key) {
        return new NativeOctKey(spec, key);
    }

    /** One of libcrypto's functions that read DER. */
    private interface Decoder {
        MemorySegment decode(MemorySegment holder, MemorySegment pointer, long size);
    }

    private static MemorySegment read(byte[] encoded, Decoder decoder) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment der = arena.allocateFrom(JAVA_BYTE, encoded);
            try {
                return decoder.decode(
                        MemorySegment.NULL, arena.allocateFrom(ADDRESS, der), encoded.length);
            } finally {
                der.fill((byte) 0);
            }
        }
    }

    /** Frees a key that does not. */
    private static boolean suits(KeySpec spec, MemorySegment key) {
        if (key.equals(MemorySegment.NULL)) {
            Libcrypto.clearError();
            return false;
        }
        boolean suits;
        try (Arena arena = Arena.ofConfined()) {
            suits =
                    switch (spec) {
                        case KeySpec.Rsa(int bits) ->
                                Libcrypto.isA(key, arena.allocateFrom("RSA")) == 1
                                        && Libcrypto.bits(key) == bits;
                        case KeySpec.Ec(Curve curve) ->
                                Libcrypto.isA(key, arena.allocateFrom("EC")) == 1
                                        && groupName(key, arena).equals(curve.standardName());
                        case KeySpec.Oct _ -> false;
                    };
        }
        if (!suits) {
            Libcrypto.keyFree(key);
        }
        return suits;
    }

    private static String groupName(MemorySegment key, Arena arena) {
        MemorySegment name = arena.allocate(MAX_GROUP_NAME_BYTES);
        return Libcrypto.groupName(key, name) == 1 ? name.getString(0) : "";
    }

    private static void require(int status) {
        if (status <= 0) {
            throw refused();
        }
    }

    private static IllegalStateException refused() {
        Libcrypto.clearError();
        return new IllegalStateException("libcrypto refused to make a key");
    }
}
