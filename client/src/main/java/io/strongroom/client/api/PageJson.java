package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** One page of a list; {@code nextLink} is null at the end. */
public record PageJson(List<SecretJson> value, @Nullable String nextLink) {}
