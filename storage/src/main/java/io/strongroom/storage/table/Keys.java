package io.strongroom.storage.table;

import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys whose byte order is the order of their parts: texts by their UTF-8 bytes, a text before its
 * continuations; numbers by value.
 */
public final class Keys {
    /** The only row of its kind. */
    public static final String FORMAT = "format";

    public static final String APPLIED = "applied";
    public static final String CLUSTER = "cluster";
    public static final String LOG_TIME = "log-time";
    public static final String ITEM_TIME = "item-time";
    public static final String VOTERS = "voters";
    public static final String FEATURE_LEVEL = "feature-level";
    public static final String STANDSTILLS = "standstills";
    public static final String REQUEST_COUNT = "request-count";
    public static final String DIGEST = "digest";
    public static final String NEWEST_PURGE = "newest-purge";

    /** What the keys of root keys begin with. */
    public static final String ROOT_KEY = "key";

    private static final String ROOT_KEY_HOLDER = "holder";
    private static final String REMOVED = "removed";

    /** Kinds of rows about nodes. */
    public static final String STAMP = "stamp";

    public static final String HEARD = "heard";
    public static final String REPORT = "report";

    // Not a ByteArrayOutputStream: every command makes some twenty keys, and its locks and checks
    // per
    // byte were a sixth of the time it takes to apply one.
    private byte[] bytes = new byte[96];
    private int length;

    private Keys() {}

    /** Before every key. */
    public static byte[] first() {
        return new byte[0];
    }

    /** Behind every key: none begins with this byte, neither a text nor a time. */
    public static byte[] last() {
        return new byte[] {(byte) 0xff};
    }

    public static byte[] text(String text) {
        return new Keys().add(text).toArray();
    }

    /** The row that says where a table's first row is at the earliest. */
    static byte[] front(Table table) {
        return text("front-of-" + table.label());
    }

    public static byte[] node(String kind, int node) {
        return new Keys().add(kind).add(node).toArray();
    }

    public static byte[] dataKey(String owner, int generation) {
        return new Keys().add(owner).add(generation).toArray();
    }

    public static byte[] rootKey(int generation) {
        return new Keys().add(ROOT_KEY).add(generation).toArray();
    }

    /** What the keys of {@link #rootKeyHolder} begin with. */
    public static byte[] rootKeyHolders(int generation) {
        return new Keys().add(ROOT_KEY_HOLDER).add(generation).toArray();
    }

    public static byte[] rootKeyHolder(int generation, int node) {
        return new Keys().add(ROOT_KEY_HOLDER).add(generation).add(node).toArray();
    }

    /** What the keys of {@link #keyByRoot} begin with. */
    public static byte[] keysByRoot(int generation) {
        return new Keys().add(generation).toArray();
    }

    public static byte[] keyByRoot(
            int generation, VaultName vault, ItemName name, VersionId version) {
        return new Keys()
                .add(generation)
                .add(vault.value())
                .add(name.key())
                .add(version.value())
                .toArray();
    }

    public static byte[] roleAssignments(VaultName vault, String principalObjectId) {
        return new Keys().add(vault.value()).add(principalObjectId).toArray();
    }

    public static byte[] roleAssignment(RoleAssignment assignment) {
        return new Keys().add(assignment).toArray();
    }

    /** Of the mark that an assignment was removed; longer than any assignment's id alone. */
    public static byte[] removedAssignment(RoleAssignment assignment) {
        return new Keys().add(REMOVED).add(assignment).toArray();
    }

    public static byte[] vault(VaultName vault) {
        return text(vault.value());
    }

    /** Also what the keys of the item's versions begin with. */
    public static byte[] item(VaultName vault, ItemName name) {
        return item(vault, name.key());
    }

    public static byte[] item(VaultName vault, String nameKey) {
        return new Keys().add(vault.value()).add(nameKey).toArray();
    }

    public static byte[] version(VaultName vault, ItemName name, VersionId version) {
        return version(vault, name, version.value());
    }

    public static byte[] version(VaultName vault, ItemName name, String version) {
        return new Keys().add(vault.value()).add(name.key()).add(version).toArray();
    }

    public static byte[] versionByAge(VaultName vault, ItemName name, long sequence) {
        return new Keys().add(vault.value()).add(name.key()).add(sequence).toArray();
    }

    public static byte[] purgeDate(long dueSeconds, VaultName vault, ItemName name) {
        return new Keys().add(dueSeconds).add(vault.value()).add(name.key()).toArray();
    }

    public static byte[] request(RequestId id) {
        return new Keys().add(id).toArray();
    }

    public static byte[] requestExpiry(long expiresMillis, RequestId id) {
        return new Keys().add(expiresMillis).add(id).toArray();
    }

    /** The time in a request's expiry key, or in a part of one; of the first key the earliest. */
    public static long expiresMillis(byte[] key) {
        return key.length < Long.BYTES
                ? Long.MIN_VALUE
                : ByteBuffer.wrap(key).getLong() ^ Long.MIN_VALUE;
    }

    /** The first key of all expiries at that time. */
    public static byte[] requestExpiries(long expiresMillis) {
        return new Keys().add(expiresMillis).toArray();
    }

    /** The first key behind this one. */
    public static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The first key behind all that begin with this one, which ends with a text. */
    public static byte[] afterAll(byte[] prefix) {
        byte[] end = prefix.clone();
        end[end.length - 1]++;
        return end;
    }

    /** Those on objects come behind that on their vault. */
    private Keys add(RoleAssignment assignment) {
        add(assignment.vault().value())
                .add(assignment.principalObjectId())
                .add(assignment.roleDefinitionId());
        assignment.object().ifPresent(object -> add(object.value()));
        return this;
    }

    private Keys add(RequestId id) {
        return add(id.caller())
                .add(id.id().getMostSignificantBits())
                .add(id.id().getLeastSignificantBits());
    }

    /** Zero bytes are escaped and the end is marked lower than any continuation. */
    private Keys add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // Every byte may be a zero that takes two.
        reserve(2 * utf8.length + 2);
        for (byte b : utf8) {
            bytes[length++] = b;
            if (b == 0) {
                bytes[length++] = (byte) 0xff;
            }
        }
        bytes[length++] = 0;
        bytes[length++] = 1;
        return this;
    }

    /** Negative numbers come first. */
    private Keys add(long number) {
        reserve(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(length, number ^ Long.MIN_VALUE);
        length += Long.BYTES;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }
}
