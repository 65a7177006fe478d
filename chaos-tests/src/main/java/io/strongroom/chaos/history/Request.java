package io.strongroom.chaos.history;

/**
 * What was asked.
 *
 * @param name of the secret, the prefix of a listing, or the principal whose role it is about
 */
public record Request(String name, Action action) {}
