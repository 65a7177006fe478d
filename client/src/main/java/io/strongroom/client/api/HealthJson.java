package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code /health/ready}.
 *
 * @param status {@code ready} or {@code not-ready}
 * @param reason why it is not ready; null when it is
 * @param node the answering node's id
 * @param role {@code leader}, {@code follower}, {@code candidate}, {@code listener}, {@code
 *     suspended} or {@code stopped}
 * @param leader the leader's node id as this node believes; null when it knows none
 */
public record HealthJson(
        String status,
        @Nullable String reason,
        int node,
        String role,
        @Nullable Integer leader,
        long appliedIndex) {}
