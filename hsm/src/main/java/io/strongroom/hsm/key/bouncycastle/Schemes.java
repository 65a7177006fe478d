package io.strongroom.hsm.key.bouncycastle;

import io.strongroom.hsm.key.DigestInfo;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;

import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.signers.PSSSigner;

import java.math.BigInteger;

/** Paddings and encodings as both halves of a pair need them. */
final class Schemes {
    private Schemes() {}

    /** What is padded for a signature. */
    static byte[] block(SignatureAlgorithm algorithm, byte[] digest) {
        return algorithm.hash().map(hash -> DigestInfo.of(hash, digest)).orElse(digest);
    }

    /** Puts a number so that it ends there. */
    static void put(BigInteger number, byte[] raw, int end) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        int length = bytes.length - sign;
        System.arraycopy(bytes, sign, raw, end - length, length);
    }

    static AsymmetricBlockCipher padding(RsaEncryption algorithm) {
        RSABlindedEngine engine = new RSABlindedEngine();
        return algorithm
                .hash()
                .<AsymmetricBlockCipher>map(
                        hash -> new OAEPEncoding(engine, digest(hash), digest(hash), null))
                .orElseGet(() -> new PKCS1Encoding(engine));
    }

    static PSSSigner pss(SignatureAlgorithm algorithm) {
        Hash hash = algorithm.hash().orElseThrow();
        return PSSSigner.createRawSigner(
                new RSABlindedEngine(),
                digest(hash),
                digest(hash),
                hash.bytes(),
                PSSSigner.TRAILER_IMPLICIT);
    }

    private static Digest digest(Hash hash) {
        return switch (hash) {
            case SHA_1 -> new SHA1Digest();
            case SHA_256 -> SHA256Digest.newInstance();
            case SHA_384 -> new SHA384Digest();
            case SHA_512 -> new SHA512Digest();
        };
    }
}
