package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself.
 *
 * @param role {@code leader}, {@code follower}, {@code candidate}, {@code listener}, {@code
 *     suspended} or {@code stopped}
 * @param leader the leader's node id as this node believes; null when it knows none
 * @param reason why it is not ready; null when it is
 * @param supportedLevel the newest feature level that its version knows
 * @param logBytes the log's files and snapshots
 * @param oldestIndex the oldest entry in the log's files
 * @param databaseBytes the database's files
 * @param stateDigest its newest; null before the first since its start
 */
public record NodeStatusJson(
        int id,
        String role,
        @Nullable Integer leader,
        long term,
        long commitIndex,
        long appliedIndex,
        boolean ready,
        @Nullable String reason,
        int supportedLevel,
        long logBytes,
        long oldestIndex,
        long databaseBytes,
        @Nullable StateDigestJson stateDigest) {}
