package io.strongroom.hsm.key;

import io.strongroom.hsm.HsmException;

/**
 * The keys in a node's HSM by the root key that wraps them. Thread-safe; calls block on the HSM.
 */
public interface HsmKeyRing extends AutoCloseable {
    /**
     * Those that the root key of that generation wraps.
     *
     * @throws HsmException of kind CONFIGURATION when there is none of that generation
     */
    HsmKeys of(int rootGeneration) throws HsmException;

    /**
     * The same key under another root key: it is unwrapped and wrapped inside the HSM, and was seen
     * to be the same.
     *
     * @param from the generation of the root key that wraps it now
     */
    HsmKey rewrapped(HsmKey key, int from, int to) throws HsmException, NotOfferedException;

    /** Lets go of all keys inside the HSM; does not close the root keys. */
    @Override
    void close();
}
