package io.strongroom.server.auth.issuer;

import io.strongroom.storage.command.Bytes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Remembers the client assertions that this node accepted until they expire, so that none counts
 * twice (RFC 7523, 3, item 7). Thread-safe. Each node has its own memory: a stolen assertion could
 * be used once on each other node within its lifetime.
 */
final class UsedAssertions {
    private final int capacity;
    private final Set<Bytes> used = new HashSet<>();
    private final PriorityQueue<Entry> byExpiry =
            new PriorityQueue<>(Comparator.comparingLong(Entry::expiresSeconds));

    private record Entry(long expiresSeconds, Bytes id) {}

    /** What became of a use. */
    enum Use {
        FIRST,
        REPEATED,
        /** No room to remember it, so it must not count. */
        NO_ROOM
    }

    UsedAssertions(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Notes a use.
     *
     * @param expiresSeconds from when on the assertion is refused for its age anyway
     */
    synchronized Use use(String clientId, String jwtId, long nowSeconds, long expiresSeconds) {
        while (!byExpiry.isEmpty() && byExpiry.element().expiresSeconds() <= nowSeconds) {
            used.remove(byExpiry.remove().id());
        }
        Bytes id = digest(clientId, jwtId);
        if (used.contains(id)) {
            return Use.REPEATED;
        }
        if (used.size() >= capacity) {
            return Use.NO_ROOM;
        }
        used.add(id);
        byExpiry.add(new Entry(expiresSeconds, id));
        return Use.FIRST;
    }

    /** Of a fixed size, however long the ids are. */
    private static Bytes digest(String clientId, String jwtId) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(clientId.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return Bytes.copyOf(sha256.digest(jwtId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
