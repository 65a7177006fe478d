package io.strongroom.storage.command;

/**
 * A data key, wrapped by a root key.
 *
 * @param owner {@code vault:NAME} or a cluster-wide purpose such as {@code cluster}
 * @param generation counts up from 1
 * @param rootGeneration of the root key
 */
public record WrappedDataKey(String owner, int generation, Bytes wrapped, int rootGeneration) {
    public WrappedDataKey {
        RootKeyGeneration.requireValid(rootGeneration);
    }

    /** Wrapped by the first root key. */
    public WrappedDataKey(String owner, int generation, Bytes wrapped) {
        this(owner, generation, wrapped, RootKeyGeneration.FIRST);
    }
}
