package io.strongroom.hsm.key.bouncycastle;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Inputs;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;

import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * A pair in Bouncy Castle's memory: big numbers of Java's, which nothing can wipe. They are let go
 * of on close.
 */
final class BouncyCastleKey implements ReadyKey {
    private final KeySpec spec;
    private final SecureRandom random;
    private final ReadyPublicKey publicHalf;
    private volatile @Nullable AsymmetricKeyParameter key;

    BouncyCastleKey(KeySpec spec, AsymmetricKeyParameter key, SecureRandom random) {
        this.spec = spec;
        this.key = key;
        this.random = random;
        this.publicHalf = new BouncyCastlePublicKey(spec, publicHalf(key), random);
    }

    private static AsymmetricKeyParameter publicHalf(AsymmetricKeyParameter key) {
        return switch (key) {
            case RSAPrivateCrtKeyParameters rsa ->
                    new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            case ECPrivateKeyParameters ec ->
                    new ECPublicKeyParameters(
                            ec.getParameters().getG().multiply(ec.getD()), ec.getParameters());
            default -> throw new IllegalArgumentException("not a private key of a known kind");
        };
    }

    @Override
    public KeySpec spec() {
        return spec;
    }

    @Override
    public byte[] sign(SignatureAlgorithm algorithm, byte[] digest) throws BadInputException {
        Inputs.require(spec, algorithm, digest);
        try {
            return switch (algorithm.scheme()) {
                case ECDSA -> ecdsa(digest);
                case RSA_PSS -> {
                    PSSSigner signer = Schemes.pss(algorithm);
                    signer.init(true, new ParametersWithRandom(privateKey(), random));
                    signer.update(digest, 0, digest.length);
                    yield signer.generateSignature();
                }
                case RSA_PKCS1, RSA_RAW_PKCS1 -> {
                    PKCS1Encoding padding = new PKCS1Encoding(new RSABlindedEngine());
                    padding.init(true, new ParametersWithRandom(privateKey(), random));
                    byte[] block = Schemes.block(algorithm, digest);
                    yield padding.processBlock(block, 0, block.length);
                }
            };
        } catch (CryptoException e) {
            throw new IllegalStateException("a signature could not be made", e);
        }
    }

    private byte[] ecdsa(byte[] digest) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(privateKey(), random));
        BigInteger[] numbers = signer.generateSignature(digest);
        int half = ((KeySpec.Ec) spec).curve().coordinateBytes();
        byte[] raw = new byte[2 * half];
        Schemes.put(numbers[0], raw, half);
        Schemes.put(numbers[1], raw, 2 * half);
        return raw;
    }

    @Override
    public boolean verify(SignatureAlgorithm algorithm, byte[] digest, byte[] signature)
            throws BadInputException {
        var _ = privateKey();
        return publicHalf.verify(algorithm, digest, signature);
    }

    @Override
    public byte[] encrypt(RsaEncryption algorithm, byte[] plaintext) throws BadInputException {
        var _ = privateKey();
        return publicHalf.encrypt(algorithm, plaintext);
    }

    @Override
    public byte[] decrypt(RsaEncryption algorithm, byte[] ciphertext) throws BadInputException {
        Inputs.requireCiphertext(spec, algorithm, ciphertext);
        AsymmetricBlockCipher padding = Schemes.padding(algorithm);
        padding.init(false, new ParametersWithRandom(privateKey(), random));
        try {
            return padding.processBlock(ciphertext, 0, ciphertext.length);
        } catch (InvalidCipherTextException | RuntimeException e) {
            // A number above the modulus is an unchecked one.
            throw Inputs.notDecrypted();
        }
    }

    @Override
    public void close() {
        key = null;
    }

    private AsymmetricKeyParameter privateKey() {
        AsymmetricKeyParameter now = key;
        if (now == null) {
            throw new IllegalStateException("the key was closed");
        }
        return now;
    }
}
