package io.strongroom.client.api;

/**
 * One root key of the cluster.
 *
 * @param fingerprint hexadecimal
 * @param state {@code new}, {@code current}, {@code old} or {@code retired}
 */
public record RootKeyJson(int generation, String fingerprint, String state) {}
