package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A node that asks for the root key.
 *
 * @param id who has it may fetch the wrapped root key, once
 * @param publicKeyFingerprint SHA-256 of the public key, in hexadecimal
 * @param state {@code waiting}, {@code approved}, {@code refused} or, when it was fetched, {@code
 *     taken}
 * @param askedBy the caller
 * @param secondsLeft until the request is forgotten
 * @param wrappedRootKey base64; only for the one who fetches it
 * @param rootKeyFingerprint in hexadecimal, of what was wrapped; null while waiting
 * @param olderRootKeys those that are not retired, likewise; only for the one who fetches
 */
public record JoinJson(
        String id,
        String nodeName,
        String publicKeyFingerprint,
        String state,
        String askedBy,
        long secondsLeft,
        @Nullable String wrappedRootKey,
        @Nullable String rootKeyFingerprint,
        @Nullable List<WrappedRootKeyJson> olderRootKeys) {}
