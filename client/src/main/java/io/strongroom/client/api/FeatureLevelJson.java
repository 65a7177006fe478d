package io.strongroom.client.api;

/** The body of {@code POST /admin/v1/cluster/feature-level}. */
public record FeatureLevelJson(int level) {}
