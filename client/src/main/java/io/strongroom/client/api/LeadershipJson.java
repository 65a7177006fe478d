package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /admin/v1/cluster/leadership}.
 *
 * @param to the voter that is to lead; null to let the leader choose
 */
public record LeadershipJson(@Nullable Integer to) {}
