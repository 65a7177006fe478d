package io.strongroom.client;

/** Where bearer tokens come from. Thread-safe; may block. */
public interface TokenProvider {
    /**
     * A token for the cluster's vaults.
     *
     * @throws StrongroomException when none can be had
     */
    String token();

    /** The vault refused that token: do not give it again. */
    default void refused(String token) {}
}
