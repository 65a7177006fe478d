package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /admin/v1/cluster/leadership}.
 *
 * @param to the voter that is to lead; null to let the leader choose
 * @param from the node that is to lead no longer: nothing is done unless it leads; null for
 *     whichever leads
 */
public record LeadershipJson(@Nullable Integer to, @Nullable Integer from) {}
