package io.strongroom.storage.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 over every table's rows in key order but {@link Table#META}'s: how the log was cut into
 * entries, and thus the position, says nothing about the state.
 */
public final class StateDigest {
    private StateDigest() {}

    public static byte[] of(TableReader tables) {
        MessageDigest digest = sha256();
        for (Table table : Table.values()) {
            if (table == Table.META) {
                continue;
            }
            add(digest, table.label().getBytes(StandardCharsets.UTF_8));
            tables.scan(
                    table,
                    Keys.first(),
                    Keys.last(),
                    (key, row) -> {
                        add(digest, key);
                        add(digest, row);
                        return true;
                    });
            // No key is this long: it ends the table.
            digest.update(length(-1));
        }
        return digest.digest();
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(length(bytes.length));
        digest.update(bytes);
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
