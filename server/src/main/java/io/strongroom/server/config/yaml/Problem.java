package io.strongroom.server.config.yaml;

/**
 * One mistake in a configuration file.
 *
 * @param path the dotted path of the value, such as {@code cluster.peers[1].port}; empty for the
 *     file as a whole
 * @param message what is wrong and what to do
 */
public record Problem(Position position, String path, String message) {}
