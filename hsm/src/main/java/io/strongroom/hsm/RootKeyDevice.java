package io.strongroom.hsm;

import java.util.Optional;

/**
 * Where a node's root keys are made, come to and are opened. Thread-safe; calls block on the
 * device. After a failure every call may be repeated.
 */
public interface RootKeyDevice extends RootKeyRing.Home, AutoCloseable {
    /** Why root keys cannot be made here and moved; empty when they can. */
    Optional<String> immovable();

    /** The newest generation that is there. */
    int newest() throws HsmException;

    /** The fingerprint of the key of that generation; empty when there is none. */
    Optional<byte[]> fingerprint(int generation) throws HsmException;

    /**
     * Whether the key of that generation may leave this device, wrapped.
     *
     * @throws HsmException of kind CONFIGURATION when there is none
     */
    boolean extractable(int generation) throws HsmException;

    /**
     * Makes one. Called again while {@link #made} knows it, it gives the one that it has made.
     *
     * @param extractable whether it may leave this device, wrapped
     * @return its fingerprint, of what was made and not of what has the label by then
     * @throws HsmException of kind CONFIGURATION when anything else is there: it may be anybody's,
     *     and whoever put it there may know it
     */
    byte[] make(int generation, boolean extractable) throws HsmException;

    /**
     * Whether the key with this fingerprint is one that {@link #make} made here for that
     * generation, since this object is.
     */
    boolean made(int generation, byte[] fingerprint);

    /** Destroys one, which nothing may have been wrapped by. */
    void destroy(int generation) throws HsmException;

    /**
     * The public half (SubjectPublicKeyInfo, DER) of the pair that this device takes a root key of
     * that generation in with. It was made here since this object is: any other that is there, also
     * one of an earlier process, may be anybody's, and is never used. The private half stays.
     *
     * @throws HsmException of kind CONFIGURATION when the device makes a pair that does not fit
     */
    byte[] transportKey(int generation) throws HsmException;

    /**
     * The root key, wrapped to another device's pair.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when that is no such pair's public half
     */
    byte[] wrapped(int generation, byte[] transportKey) throws HsmException;

    /**
     * Takes a root key in, by the pair of {@link #transportKey} and no other.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when it does not open or is another key: nothing
     *     of it stays
     */
    void take(int generation, byte[] wrapped, byte[] fingerprint) throws HsmException;

    /**
     * Deletes the pair of {@link #transportKey}, if there is one, and what else has its name. What
     * the device does not let go stays, is never used, and is an event.
     */
    void endTransport(int generation) throws HsmException;

    /** Does not close the root keys that it opened. */
    @Override
    void close();
}
