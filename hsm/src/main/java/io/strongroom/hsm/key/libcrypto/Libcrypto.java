package io.strongroom.hsm.key.libcrypto;

import static io.strongroom.hsm.key.libcrypto.Functions.address;
import static io.strongroom.hsm.key.libcrypto.Functions.function;
import static io.strongroom.hsm.key.libcrypto.Functions.init;
import static io.strongroom.hsm.key.libcrypto.Functions.operation;
import static io.strongroom.hsm.key.libcrypto.Functions.procedure;
import static io.strongroom.hsm.key.libcrypto.Functions.run;
import static io.strongroom.hsm.key.libcrypto.Functions.status;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of OpenSSL 3's libcrypto that are called here for pairs, one method each, named as
 * in its manual (section 3). Thread-safe, as libcrypto is: one context is one thread's at a time, a
 * key is everyone's.
 */
final class Libcrypto {
    // Constants, because only those are called as fast as they can be.
    private static final MethodHandle D2I_AUTO_PRIVATE_KEY =
            function("d2i_AutoPrivateKey", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle D2I_PUBKEY =
            function("d2i_PUBKEY", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle IS_A = function("EVP_PKEY_is_a", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle BITS = function("EVP_PKEY_get_bits", JAVA_INT, ADDRESS);
    private static final MethodHandle GROUP_NAME =
            function("EVP_PKEY_get_group_name", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle KEY_FREE = procedure("EVP_PKEY_free");
    private static final MethodHandle CTX_NEW =
            function("EVP_PKEY_CTX_new", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle CTX_NEW_FROM_NAME =
            function("EVP_PKEY_CTX_new_from_name", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle CTX_FREE = procedure("EVP_PKEY_CTX_free");
    private static final MethodHandle SIGN_INIT = init("EVP_PKEY_sign_init");
    private static final MethodHandle VERIFY_INIT = init("EVP_PKEY_verify_init");
    private static final MethodHandle ENCRYPT_INIT = init("EVP_PKEY_encrypt_init");
    private static final MethodHandle DECRYPT_INIT = init("EVP_PKEY_decrypt_init");
    private static final MethodHandle KEYGEN_INIT = init("EVP_PKEY_keygen_init");
    private static final MethodHandle SIGN = operation("EVP_PKEY_sign");
    private static final MethodHandle ENCRYPT = operation("EVP_PKEY_encrypt");
    private static final MethodHandle DECRYPT = operation("EVP_PKEY_decrypt");
    private static final MethodHandle VERIFY =
            function("EVP_PKEY_verify", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
    private static final MethodHandle SET_PADDING =
            function("EVP_PKEY_CTX_set_rsa_padding", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SET_SALT =
            function("EVP_PKEY_CTX_set_rsa_pss_saltlen", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SET_SIGNATURE_MD =
            function("EVP_PKEY_CTX_set_signature_md", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SET_OAEP_MD =
            function("EVP_PKEY_CTX_set_rsa_oaep_md", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETTABLE_PARAMS =
            function("EVP_PKEY_CTX_settable_params", ADDRESS, ADDRESS);
    private static final MethodHandle LOCATE_PARAM =
            function("OSSL_PARAM_locate_const", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle SET_PARAMS =
            function("EVP_PKEY_CTX_set_params", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SET_KEYGEN_BITS =
            function("EVP_PKEY_CTX_set_rsa_keygen_bits", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SET_GROUP =
            function("EVP_PKEY_CTX_set_group_name", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GENERATE =
            function("EVP_PKEY_generate", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle DIGEST_BY_NAME =
            function("EVP_get_digestbyname", ADDRESS, ADDRESS);
    private static final MethodHandle TO_PKCS8 = function("EVP_PKEY2PKCS8", ADDRESS, ADDRESS);
    private static final MethodHandle PKCS8_FREE = procedure("PKCS8_PRIV_KEY_INFO_free");
    private static final MethodHandle I2D_PKCS8 =
            function("i2d_PKCS8_PRIV_KEY_INFO", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle CLEAR_ERROR = Functions.procedureOf("ERR_clear_error");

    private Libcrypto() {}

    /**
     * Looks whether the library is on this machine, in a version with all the functions.
     *
     * @throws LinkageError when it is not
     */
    static void load() {
        clearError();
    }

    /** Reads a key out of PKCS#8; null when it is not one. */
    static MemorySegment d2iAutoPrivateKey(MemorySegment holder, MemorySegment pointer, long size) {
        return address(
                () -> (MemorySegment) D2I_AUTO_PRIVATE_KEY.invokeExact(holder, pointer, size));
    }

    /** Reads a public key out of a SubjectPublicKeyInfo; null when it is not one. */
    static MemorySegment d2iPubkey(MemorySegment holder, MemorySegment pointer, long size) {
        return address(() -> (MemorySegment) D2I_PUBKEY.invokeExact(holder, pointer, size));
    }

    /** 1 when the key is of that type. */
    static int isA(MemorySegment key, MemorySegment type) {
        return status(() -> (int) IS_A.invokeExact(key, type));
    }

    static int bits(MemorySegment key) {
        return status(() -> (int) BITS.invokeExact(key));
    }

    /** Writes the name of the key's curve. */
    static int groupName(MemorySegment key, MemorySegment name) {
        long room = name.byteSize();
        return status(() -> (int) GROUP_NAME.invokeExact(key, name, room, MemorySegment.NULL));
    }

    static void keyFree(MemorySegment key) {
        run(() -> {
            KEY_FREE.invokeExact(key);
        });
    }

    static MemorySegment ctxNew(MemorySegment key) {
        return address(() -> (MemorySegment) CTX_NEW.invokeExact(key, MemorySegment.NULL));
    }

    static MemorySegment ctxNewFromName(MemorySegment name) {
        return address(() ->
                (MemorySegment)
                        CTX_NEW_FROM_NAME.invokeExact(
                                MemorySegment.NULL, name, MemorySegment.NULL));
    }

    static void ctxFree(MemorySegment ctx) {
        run(() -> {
            CTX_FREE.invokeExact(ctx);
        });
    }

    static int signInit(MemorySegment ctx) {
        return status(() -> (int) SIGN_INIT.invokeExact(ctx));
    }

    static int verifyInit(MemorySegment ctx) {
        return status(() -> (int) VERIFY_INIT.invokeExact(ctx));
    }

    static int encryptInit(MemorySegment ctx) {
        return status(() -> (int) ENCRYPT_INIT.invokeExact(ctx));
    }

    static int decryptInit(MemorySegment ctx) {
        return status(() -> (int) DECRYPT_INIT.invokeExact(ctx));
    }

    static int keygenInit(MemorySegment ctx) {
        return status(() -> (int) KEYGEN_INIT.invokeExact(ctx));
    }

    static int sign(MemorySegment ctx, MemorySegment out, MemorySegment size, MemorySegment in) {
        long length = in.byteSize();
        return status(() -> (int) SIGN.invokeExact(ctx, out, size, in, length));
    }

    static int encrypt(MemorySegment ctx, MemorySegment out, MemorySegment size, MemorySegment in) {
        long length = in.byteSize();
        return status(() -> (int) ENCRYPT.invokeExact(ctx, out, size, in, length));
    }

    static int decrypt(MemorySegment ctx, MemorySegment out, MemorySegment size, MemorySegment in) {
        long length = in.byteSize();
        return status(() -> (int) DECRYPT.invokeExact(ctx, out, size, in, length));
    }

    /** 1 for a right signature. */
    static int verify(MemorySegment ctx, MemorySegment signature, MemorySegment in) {
        long signatureLength = signature.byteSize();
        long length = in.byteSize();
        return status(() -> (int) VERIFY.invokeExact(ctx, signature, signatureLength, in, length));
    }

    static int setPadding(MemorySegment ctx, int padding) {
        return status(() -> (int) SET_PADDING.invokeExact(ctx, padding));
    }

    static int setSaltLength(MemorySegment ctx, int length) {
        return status(() -> (int) SET_SALT.invokeExact(ctx, length));
    }

    static int setSignatureDigest(MemorySegment ctx, MemorySegment digest) {
        return status(() -> (int) SET_SIGNATURE_MD.invokeExact(ctx, digest));
    }

    static int setOaepDigest(MemorySegment ctx, MemorySegment digest) {
        return status(() -> (int) SET_OAEP_MD.invokeExact(ctx, digest));
    }

    /** Whether the context, ready for its operation, has a parameter of that name. */
    static boolean takesParameter(MemorySegment ctx, MemorySegment name) {
        MemorySegment all = address(() -> (MemorySegment) SETTABLE_PARAMS.invokeExact(ctx));
        MemorySegment found = address(() -> (MemorySegment) LOCATE_PARAM.invokeExact(all, name));
        return !found.equals(MemorySegment.NULL);
    }

    /** Sets what an array of OSSL_PARAM says. */
    static int setParams(MemorySegment ctx, MemorySegment params) {
        return status(() -> (int) SET_PARAMS.invokeExact(ctx, params));
    }

    static int setKeygenBits(MemorySegment ctx, int bits) {
        return status(() -> (int) SET_KEYGEN_BITS.invokeExact(ctx, bits));
    }

    static int setGroup(MemorySegment ctx, MemorySegment name) {
        return status(() -> (int) SET_GROUP.invokeExact(ctx, name));
    }

    static int generate(MemorySegment ctx, MemorySegment holder) {
        return status(() -> (int) GENERATE.invokeExact(ctx, holder));
    }

    /** Lives as long as the library. */
    static MemorySegment digestByName(MemorySegment name) {
        return address(() -> (MemorySegment) DIGEST_BY_NAME.invokeExact(name));
    }

    static MemorySegment toPkcs8(MemorySegment key) {
        return address(() -> (MemorySegment) TO_PKCS8.invokeExact(key));
    }

    static void pkcs8Free(MemorySegment pkcs8) {
        run(() -> {
            PKCS8_FREE.invokeExact(pkcs8);
        });
    }

    /** The length; written from where the pointer points, which moves; NULL only measures. */
    static int i2dPkcs8(MemorySegment pkcs8, MemorySegment pointer) {
        return status(() -> (int) I2D_PKCS8.invokeExact(pkcs8, pointer));
    }

    /** Of this thread: what went wrong would otherwise pile up. */
    static void clearError() {
        run(() -> {
            CLEAR_ERROR.invokeExact();
        });
    }
}
