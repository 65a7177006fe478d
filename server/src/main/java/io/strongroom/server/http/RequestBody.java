package io.strongroom.server.http;

import io.strongroom.client.api.ErrorCode;

import java.util.Optional;

/** What a request says of its body. */
public final class RequestBody {
    private RequestBody() {}

    /**
     * Refuses a body that is not said to be plain JSON; one without a type passes.
     *
     * @throws ApiException 415
     */
    public static void requireJson(ApiRequest request) {
        Optional<String> type = request.header("content-type");
        boolean encoded =
                request.header("content-encoding")
                        .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                        .isPresent();
        if (encoded) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must not have a Content-Encoding.");
        }
        boolean json =
                type.isEmpty()
                        || type.get().split(";", 2)[0].strip().equalsIgnoreCase("application/json");
        if (request.body().length > 0 && !json) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body's Content-Type must be application/json.");
        }
    }
}
