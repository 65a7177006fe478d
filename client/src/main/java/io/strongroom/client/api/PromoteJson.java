package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /admin/v1/cluster/nodes/ID/promote}.
 *
 * @param replaces the member that leaves in the same change; null when none does
 */
public record PromoteJson(@Nullable Integer replaces) {}
