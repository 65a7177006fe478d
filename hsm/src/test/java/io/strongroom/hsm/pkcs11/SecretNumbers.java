package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.ProcessMemory;
import io.strongroom.hsm.key.HsmKeys;

import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.util.BigIntegers;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Numbers that are looked for in a process. Any 16 bytes of one are enough, in the forms that
 * numbers have in memory: the highest byte first; the lowest first, as OpenSSL has them; and as the
 * words of a BigInteger.
 */
final class SecretNumbers {
    private static final int PART_BYTES = 16;
    private static final int WORD_BYTES = 4;

    private final Map<String, byte[]> all = new LinkedHashMap<>();

    void add(String name, byte[] number) {
        if (number.length < PART_BYTES || all.put(name, number) != null) {
            throw new IllegalArgumentException(name);
        }
    }

    /** Those of a key: of a pair in PKCS#8, behind which may be something. */
    void addKey(String name, HsmKeys.Kind kind, byte[] key) throws IOException {
        switch (kind) {
            case OCT -> add(name, key);
            case EC -> add(name + " d", whole(ECPrivateKey.getInstance(inside(key)).getKey()));
            case RSA -> {
                RSAPrivateKey numbers = RSAPrivateKey.getInstance(inside(key));
                add(name + " d", whole(numbers.getPrivateExponent()));
                add(name + " p", whole(numbers.getPrime1()));
                add(name + " q", whole(numbers.getPrime2()));
                add(name + " dp", whole(numbers.getExponent1()));
                add(name + " dq", whole(numbers.getExponent2()));
                add(name + " qi", whole(numbers.getCoefficient()));
            }
        }
    }

    private static Object inside(byte[] pkcs8) throws IOException {
        try (ASN1InputStream input = new ASN1InputStream(pkcs8)) {
            return PrivateKeyInfo.getInstance(input.readObject()).parsePrivateKey();
        }
    }

    /** With its leading zeros, for all numbers here are of some 16 bytes each. */
    private static byte[] whole(BigInteger number) {
        int parts = (number.bitLength() + 8 * PART_BYTES - 1) / (8 * PART_BYTES);
        return BigIntegers.asUnsignedByteArray(PART_BYTES * parts, number);
    }

    /** Which parts there are of which number, in which form. */
    Set<String> parts() {
        return sought().keySet();
    }

    /** Which of them a process has. */
    Set<String> foundIn(ProcessMemory memory) throws IOException {
        Map<String, byte[]> sought = sought();
        int[] copies = memory.copies(List.copyOf(sought.values()));
        Set<String> found = new TreeSet<>();
        int index = 0;
        for (String name : sought.keySet()) {
            if (copies[index++] > 0) {
                found.add(name);
            }
        }
        return found;
    }

    private Map<String, byte[]> sought() {
        Map<String, byte[]> sought = new LinkedHashMap<>();
        all.forEach((name, number) -> {
            for (int at = number.length - PART_BYTES; at >= 0; at -= PART_BYTES) {
                byte[] part = Arrays.copyOfRange(number, at, at + PART_BYTES);
                String where = name + " from " + at;
                sought.put(where + " highest first", part);
                sought.put(where + " lowest first", turned(part, PART_BYTES));
                sought.put(where + " in words", turned(part, WORD_BYTES));
            }
        });
        return sought;
    }

    /** Each so many bytes the other way round. */
    private static byte[] turned(byte[] part, int unit) {
        byte[] turned = new byte[part.length];
        for (int i = 0; i < part.length; i++) {
            int begin = i - i % unit;
            turned[i] = part[begin + unit - 1 - i % unit];
        }
        return turned;
    }

    /** Each whole, masked. */
    List<byte[]> masked(byte mask) {
        List<byte[]> masked = new ArrayList<>();
        for (byte[] number : all.values()) {
            byte[] one = number.clone();
            for (int i = 0; i < one.length; i++) {
                one[i] ^= mask;
            }
            masked.add(one);
        }
        return masked;
    }
}
