package io.strongroom.storage.table;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The digest of the logical state: the sum, modulo 2^256, of the SHA-256 of every row with its
 * table and key. A sum can be kept up with each change for the price of the rows changed; it does
 * not depend on the order in which they came. It finds faults of machines, not forgeries: whoever
 * may choose rows at will can make two states with one sum. {@link Table#META} is left out: how the
 * log was cut into entries says nothing about the state. For one thread.
 */
public final class StateDigest {
    private static final int BYTES = 32;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(8 * BYTES);

    private final MessageDigest sha256 = sha256();
    private BigInteger sum;

    private StateDigest(BigInteger sum) {
        this.sum = sum;
    }

    /** The digest of the tables, by reading every row. */
    public static byte[] of(TableReader tables) {
        StateDigest digest = new StateDigest(BigInteger.ZERO);
        for (Table table : Table.values()) {
            if (table != Table.META) {
                tables.scan(
                        table,
                        Keys.first(),
                        Keys.last(),
                        (key, row) -> {
                            digest.add(table, key, row);
                            return true;
                        });
            }
        }
        return digest.toBytes();
    }

    /** The digest that the tables have once the changes are made, from the one they have now. */
    public static byte[] after(byte[] before, Changes changes) {
        StateDigest digest = new StateDigest(new BigInteger(1, before));
        changes.forEach((table, key, row) -> {
            if (table != Table.META) {
                digest.replace(table, key, changes.before(table, key), row);
            }
        });
        return digest.toBytes();
    }

    /** The digest of tables without rows. */
    public static byte[] ofNothing() {
        return new byte[BYTES];
    }

    private void replace(Table table, byte[] key, Optional<byte[]> old, Optional<byte[]> row) {
        if (old.isPresent() && row.isPresent() && Arrays.equals(old.get(), row.get())) {
            return;
        }
        old.ifPresent(bytes -> sum = sum.subtract(hash(table, key, bytes)));
        row.ifPresent(bytes -> add(table, key, bytes));
    }

    private void add(Table table, byte[] key, byte[] row) {
        sum = sum.add(hash(table, key, row));
    }

    private BigInteger hash(Table table, byte[] key, byte[] row) {
        part(table.label().getBytes(StandardCharsets.UTF_8));
        part(key);
        part(row);
        return new BigInteger(1, sha256.digest());
    }

    private void part(byte[] bytes) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha256.update(bytes);
    }

    private byte[] toBytes() {
        byte[] number = sum.mod(MODULUS).toByteArray();
        byte[] bytes = new byte[BYTES];
        // The number may have a leading zero for its sign, or be shorter.
        int length = Math.min(BYTES, number.length);
        System.arraycopy(number, number.length - length, bytes, BYTES - length, length);
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
