package io.strongroom.hsm;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Data keys in the clear, each unwrapped once. Thread-safe: callers that need the same key at the
 * same time wait for one call of the root key, so that a slow token meets no crowd; keys of
 * different vaults do not wait for each other.
 */
final class DataKeyCache {
    private static final int DATA_KEY_BYTES = 32;

    private final RootKeyRing rootKeys;
    private final ConcurrentHashMap<Id, FutureTask<SecretBytes>> keys = new ConcurrentHashMap<>();
    private volatile boolean closed;

    DataKeyCache(RootKeyRing rootKeys) {
        this.rootKeys = rootKeys;
    }

    /**
     * A copy of the data key, for the caller to wipe.
     *
     * @throws HsmException as {@link RootKey#unwrap}; UNAVAILABLE when the keys are being forgotten
     * @throws IllegalStateException after {@link #close}
     */
    byte[] copyOf(Sealer.DataKey key) throws HsmException {
        if (closed) {
            throw new IllegalStateException("the sealer is closed");
        }
        Id id = new Id(key.owner(), key.generation(), ByteBuffer.wrap(key.wrapped().clone()));
        FutureTask<SecretBytes> known = keys.get(id);
        SecretBytes unwrapped = await(id, known == null ? unwrapOnce(id, key) : known);
        try {
            return unwrapped.use(byte[]::clone);
        } catch (IllegalStateException e) {
            throw new HsmException(
                    HsmException.Kind.UNAVAILABLE, "the data keys were wiped meanwhile", e);
        }
    }

    private FutureTask<SecretBytes> unwrapOnce(Id id, Sealer.DataKey key) {
        FutureTask<SecretBytes> mine = new FutureTask<>(() -> unwrap(key));
        FutureTask<SecretBytes> earlier = keys.putIfAbsent(id, mine);
        if (earlier != null) {
            return earlier;
        }
        mine.run();
        if (closed || !mine.equals(keys.get(id))) {
            // Forgotten while the root key was at work: nobody else wipes it.
            wipe(mine);
        }
        return mine;
    }

    private SecretBytes unwrap(Sealer.DataKey key) throws HsmException {
        SecretBytes unwrapped = rootKeys.of(key.rootGeneration()).unwrap(key.wrapped());
        if (unwrapped.length() != DATA_KEY_BYTES) {
            unwrapped.close();
            throw new HsmException(
                    HsmException.Kind.NOT_AUTHENTIC,
                    "the wrapped key of " + key.owner() + " is not a data key");
        }
        return unwrapped;
    }

    private SecretBytes await(Id id, FutureTask<SecretBytes> task) throws HsmException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            keys.remove(id, task); // The next caller asks the root key again.
            if (e.getCause() instanceof HsmException cause) {
                throw new HsmException(cause.kind(), String.valueOf(cause.getMessage()), cause);
            }
            throw new IllegalStateException("the root key failed unexpectedly", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmException(
                    HsmException.Kind.UNAVAILABLE, "interrupted while a data key was unwrapped", e);
        }
    }

    /** Wipes every key; a later use asks the root key again. */
    void forget() {
        for (Id id : keys.keySet()) {
            FutureTask<SecretBytes> task = keys.remove(id);
            if (task != null) {
                wipe(task);
            }
        }
    }

    /** Wipes every key, also those that are being unwrapped now. */
    void close() {
        closed = true;
        forget();
    }

    private static void wipe(FutureTask<SecretBytes> task) {
        if (task.state() == FutureTask.State.SUCCESS) {
            task.resultNow().close();
        }
    }

    private record Id(String owner, int generation, ByteBuffer wrapped) {}
}
