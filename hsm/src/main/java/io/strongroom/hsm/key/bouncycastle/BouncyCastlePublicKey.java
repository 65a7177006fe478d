package io.strongroom.hsm.key.bouncycastle;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.Inputs;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;

import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PSSSigner;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** A public key in Bouncy Castle's memory. */
final class BouncyCastlePublicKey implements ReadyPublicKey {
    private final KeySpec spec;
    private final AsymmetricKeyParameter key;
    private final SecureRandom random;

    BouncyCastlePublicKey(KeySpec spec, AsymmetricKeyParameter key, SecureRandom random) {
        this.spec = spec;
        this.key = key;
        this.random = random;
    }

    @Override
    public KeySpec spec() {
        return spec;
    }

    @Override
    public boolean verify(SignatureAlgorithm algorithm, byte[] digest, byte[] signature)
            throws BadInputException {
        Inputs.require(spec, algorithm, digest);
        return switch (algorithm.scheme()) {
            case ECDSA -> {
                int half = curve().coordinateBytes();
                if (signature.length != 2 * half) {
                    yield false;
                }
                ECDSASigner signer = new ECDSASigner();
                signer.init(false, key);
                yield signer.verifySignature(
                        digest,
                        new BigInteger(1, signature, 0, half),
                        new BigInteger(1, signature, half, half));
            }
            case RSA_PSS -> {
                PSSSigner signer = Schemes.pss(algorithm);
                signer.init(false, rsaKey());
                signer.update(digest, 0, digest.length);
                yield signature.length == rsa().bytes() && signer.verifySignature(signature);
            }
            case RSA_PKCS1, RSA_RAW_PKCS1 ->
                    opened(signature)
                            .map(found ->
                                    MessageDigest.isEqual(
                                            found, padded(Schemes.block(algorithm, digest))))
                            .orElse(false);
        };
    }

    /** The padded block inside a signature; empty for what no key of this size has made. */
    private Optional<byte[]> opened(byte[] signature) {
        RSAKeyParameters rsa = rsaKey();
        BigInteger number = new BigInteger(1, signature);
        if (signature.length != rsa().bytes() || number.compareTo(rsa.getModulus()) >= 0) {
            return Optional.empty();
        }
        byte[] block = new byte[rsa().bytes()];
        Schemes.put(number.modPow(rsa.getExponent(), rsa.getModulus()), block, block.length);
        return Optional.of(block);
    }

    /** With RFC 8017's padding of type 1. */
    private byte[] padded(byte[] content) {
        byte[] block = new byte[rsa().bytes()];
        int separator = block.length - content.length - 1;
        block[1] = 1;
        Arrays.fill(block, 2, separator, (byte) 0xff);
        System.arraycopy(content, 0, block, separator + 1, content.length);
        return block;
    }

    @Override
    public byte[] encrypt(RsaEncryption algorithm, byte[] plaintext) throws BadInputException {
        Inputs.requirePlaintext(spec, algorithm, plaintext);
        AsymmetricBlockCipher padding = Schemes.padding(algorithm);
        padding.init(true, new ParametersWithRandom(key, random));
        try {
            return padding.processBlock(plaintext, 0, plaintext.length);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("a block could not be encrypted", e);
        }
    }

    @Override
    public void close() {
        // Nothing of it is secret.
    }

    private RSAKeyParameters rsaKey() {
        return (RSAKeyParameters) key;
    }

    private KeySpec.Rsa rsa() {
        return (KeySpec.Rsa) spec;
    }

    private Curve curve() {
        return ((KeySpec.Ec) spec).curve();
    }
}
