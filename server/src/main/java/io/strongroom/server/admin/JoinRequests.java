package io.strongroom.server.admin;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.WrappedRootKeyJson;
import io.strongroom.server.http.ApiException;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who asks for the root key. In this process's memory only, at most 20, each for half an hour: a
 * request is made while two people talk to each other, and made again is cheap. One that is settled
 * makes room for a new one. Thread-safe.
 */
public final class JoinRequests {
    static final int MOST = 20;
    static final Duration KEPT = Duration.ofMinutes(30);
    private static final int ID_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanoTime;
    private final Map<String, Join> joins = new LinkedHashMap<>();

    public JoinRequests(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How far a request has come. */
    enum State {
        WAITING,
        APPROVED,
        REFUSED,
        TAKEN;

        /** Whether the newcomer may still get the root key by it. */
        boolean isOpen() {
            return this == WAITING || this == APPROVED;
        }
    }

    /** What is given out. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Parcel(
            byte[] wrappedRootKey, String rootKeyFingerprint, List<WrappedRootKeyJson> older) {}

    /**
     * A request.
     *
     * @param parcel there from the approval until it is taken
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Join(
            String id,
            String nodeName,
            byte[] publicKey,
            String askedBy,
            long untilNanos,
            State state,
            Optional<Parcel> parcel) {
        private Join with(State next, Optional<Parcel> given) {
            return new Join(id, nodeName, publicKey, askedBy, untilNanos, next, given);
        }

        /** In hexadecimal. */
        String fingerprint() {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicKey);
                return HEX.formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        private boolean isOf(String node, byte[] key) {
            return nodeName.equals(node) && MessageDigest.isEqual(publicKey, key);
        }
    }

    /** A new request, or the one that the same node made with the same key and that is open. */
    synchronized Join ask(String nodeName, byte[] publicKey, String askedBy) {
        dropOld();
        for (Join join : joins.values()) {
            if (join.state().isOpen() && join.isOf(nodeName, publicKey)) {
                return join;
            }
        }
        makeRoom();
        if (joins.size() >= MOST) {
            throw new ApiException(
                    ErrorCode.THROTTLED,
                    "This node keeps %d requests for the root key already: refuse some, or wait until they are forgotten (%d minutes)."
                            .formatted(MOST, KEPT.toMinutes()),
                    Map.of("retry-after", "60"));
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Join made =
                new Join(
                        HEX.formatHex(id),
                        nodeName,
                        publicKey.clone(),
                        askedBy,
                        nanoTime.getAsLong() + KEPT.toNanos(),
                        State.WAITING,
                        Optional.empty());
        joins.put(made.id(), made);
        return made;
    }

    /** Lets go of the settled one that was asked for first, when there is no room. */
    private void makeRoom() {
        if (joins.size() < MOST) {
            return;
        }
        joins.values().stream()
                .filter(join -> !join.state().isOpen())
                .findFirst()
                .ifPresent(join -> joins.remove(join.id()));
    }

    synchronized List<Join> all() {
        dropOld();
        return new ArrayList<>(joins.values());
    }

    synchronized Join get(String id) {
        dropOld();
        Join join = joins.get(id);
        if (join == null) {
            throw new ApiException(
                    ErrorCode.NOT_FOUND,
                    "This node has no such request for the root key: each node keeps only those that it was asked itself, in memory, for %d minutes."
                            .formatted(KEPT.toMinutes()));
        }
        return join;
    }

    /** As {@link #get}; what was approved is taken by this, and not given again. */
    synchronized Join take(String id) {
        Join join = get(id);
        if (join.state() == State.APPROVED) {
            joins.put(id, join.with(State.TAKEN, Optional.empty()));
        }
        return join;
    }

    /** Only one that waits can be approved. */
    synchronized Join approve(String id, Parcel parcel) {
        return decided(requireWaiting(id).with(State.APPROVED, Optional.of(parcel)));
    }

    /** Any but one that was taken; an approval is withdrawn by it, with what was to be given. */
    synchronized Join refuse(String id) {
        Join join = get(id);
        if (join.state() == State.TAKEN) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "It is too late to refuse the request: what it asked for was fetched already,"
                            + " wrapped to the key in it.");
        }
        return decided(join.with(State.REFUSED, Optional.empty()));
    }

    private Join decided(Join join) {
        joins.put(join.id(), join);
        return join;
    }

    synchronized Join requireWaiting(String id) {
        Join join = get(id);
        if (join.state() != State.WAITING) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The request was decided already: it is "
                            + RootKeyCeremony.word(join.state())
                            + ".");
        }
        return join;
    }

    long secondsLeft(Join join) {
        return Duration.ofNanos(join.untilNanos() - nanoTime.getAsLong()).toSeconds();
    }

    private void dropOld() {
        long now = nanoTime.getAsLong();
        joins.values().removeIf(join -> join.untilNanos() - now <= 0);
    }
}
