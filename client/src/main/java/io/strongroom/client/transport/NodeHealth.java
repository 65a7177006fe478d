package io.strongroom.client.transport;

import io.strongroom.client.api.HealthJson;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * What a node says of itself.
 *
 * @param health null when it gave no such answer
 * @param problem why there is none; null when there is one
 */
public record NodeHealth(URI node, @Nullable HealthJson health, @Nullable String problem) {}
