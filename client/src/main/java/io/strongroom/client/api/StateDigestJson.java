package io.strongroom.client.api;

/**
 * What a node found its state to be: nodes that differ at one index hold different things.
 *
 * @param index of the log, a multiple of {@code replicas.compareEvery}
 * @param digest when everything up to the index was applied, in hexadecimal
 */
public record StateDigestJson(long index, String digest) {}
