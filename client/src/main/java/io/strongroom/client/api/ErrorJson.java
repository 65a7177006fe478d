package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/** The error body: {@code {"error":{"code","message","innererror":{"code"}}}}. */
public record ErrorJson(Detail error) {
    /** What went wrong. */
    public record Detail(String code, String message, @Nullable Inner innererror) {}

    /** The finer code that callers may branch on. */
    public record Inner(String code) {}
}
