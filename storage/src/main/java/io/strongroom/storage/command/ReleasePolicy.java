package io.strongroom.storage.command;

/**
 * Under which conditions a key may be released; only a key that has one is exportable.
 *
 * @param data the policy, in its content type
 * @param immutable whether it can no longer be changed
 */
public record ReleasePolicy(String contentType, Bytes data, boolean immutable) {}
