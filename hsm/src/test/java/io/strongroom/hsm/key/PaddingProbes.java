package io.strongroom.hsm.key;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ciphertexts as somebody sends them who wants to learn from the answers what is wrong inside
 * (Bleichenbacher 1998, Manger 2001): made with the public half, so that it is known.
 */
public final class PaddingProbes {
    private static final int TEXT_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PaddingProbes() {}

    /** What is wrong inside. */
    public enum Fault {
        /** Nothing, it is just not the text of another ciphertext. */
        NONE,
        FIRST_BYTE,
        /** PKCS#1's type of block; OAEP's hash of the label. */
        MARK,
        /** Nothing says where the text begins. */
        NO_END,
        /** PKCS#1's is too short; OAEP's is not of zeros. */
        FILLING
    }

    /** One of those, and never the same twice. */
    public static byte[] made(PublicPart.Rsa half, RsaEncryption algorithm, Fault fault) {
        int length = half.spec().bytes();
        byte[] block =
                algorithm
                        .hash()
                        .map(hash -> oaep(length, hash, fault))
                        .orElseGet(() -> pkcs1(length, fault));
        byte[] number = new BigInteger(1, block).modPow(half.e(), half.n()).toByteArray();
        byte[] ciphertext = new byte[length];
        int used = Math.min(number.length, length);
        System.arraycopy(number, number.length - used, ciphertext, length - used, used);
        return ciphertext;
    }

    /** Many of each, for what is to be compared. */
    public static List<byte[]> many(
            PublicPart.Rsa half, RsaEncryption algorithm, Fault fault, int count) {
        List<byte[]> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            many.add(made(half, algorithm, fault));
        }
        return many;
    }

    /** RFC 8017 7.2.1. */
    private static byte[] pkcs1(int length, Fault fault) {
        byte[] block = new byte[length];
        for (int i = 2; i < length; i++) {
            block[i] = (byte) (1 + RANDOM.nextInt(255));
        }
        block[0] = (byte) (fault == Fault.FIRST_BYTE ? 1 : 0);
        block[1] = (byte) (fault == Fault.MARK ? 1 : 2);
        if (fault != Fault.NO_END) {
            block[length - TEXT_BYTES - 1] = 0;
        }
        if (fault == Fault.FILLING) {
            block[6] = 0;
        }
        return block;
    }

    /** RFC 8017 7.1.1, with an empty label. */
    private static byte[] oaep(int length, Hash hash, Fault fault) {
        byte[] data = new byte[length - hash.bytes() - 1];
        byte[] label = digest(hash, new byte[0]);
        if (fault == Fault.MARK) {
            label[0] ^= 1;
        }
        System.arraycopy(label, 0, data, 0, label.length);
        byte[] text = new byte[TEXT_BYTES];
        RANDOM.nextBytes(text);
        int begin = data.length - TEXT_BYTES;
        if (fault != Fault.NO_END) {
            data[begin - 1] = 1;
            System.arraycopy(text, 0, data, begin, TEXT_BYTES);
        }
        if (fault == Fault.FILLING) {
            data[begin - 2] = 2;
        }
        byte[] seed = new byte[hash.bytes()];
        RANDOM.nextBytes(seed);
        mask(hash, seed, data);
        mask(hash, data, seed);
        byte[] block = new byte[length];
        block[0] = (byte) (fault == Fault.FIRST_BYTE ? 1 : 0);
        System.arraycopy(seed, 0, block, 1, seed.length);
        System.arraycopy(data, 0, block, 1 + seed.length, data.length);
        return block;
    }

    /** MGF1 (RFC 8017 B.2.1). */
    private static void mask(Hash hash, byte[] seed, byte[] masked) {
        for (int i = 0; i < masked.length; i += hash.bytes()) {
            byte[] counted = Arrays.copyOf(seed, seed.length + 4);
            counted[counted.length - 1] = (byte) (i / hash.bytes());
            byte[] piece = digest(hash, counted);
            for (int j = 0; j < piece.length && i + j < masked.length; j++) {
                masked[i + j] ^= piece[j];
            }
        }
    }

    private static byte[] digest(Hash hash, byte[] message) {
        try {
            return MessageDigest.getInstance(hash.javaName()).digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
