package io.strongroom.storage.command;

/**
 * A data key, wrapped by the root key.
 *
 * @param owner {@code vault:NAME} or a cluster-wide purpose such as {@code cluster}
 * @param generation counts up from 1
 */
public record WrappedDataKey(String owner, int generation, Bytes wrapped) {}
