package io.strongroom.server.telemetry;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;

/** A sealer that counts what it does. */
public record MeteredSealer(Sealer sealer, Metrics metrics) implements Sealer {
    /** A call of the sealer. */
    private interface Call<T> {
        T make() throws HsmException;
    }

    private <T> T counted(String operation, Call<T> call) throws HsmException {
        boolean succeeded = false;
        try {
            T result = call.make();
            succeeded = true;
            return result;
        } finally {
            metrics.sealing(operation, succeeded);
        }
    }

    @Override
    public DataKey newDataKey(String owner, int generation, int rootGeneration)
            throws HsmException {
        return counted("new-key", () -> sealer.newDataKey(owner, generation, rootGeneration));
    }

    @Override
    public DataKey rewrapped(DataKey key, int rootGeneration) throws HsmException {
        return counted("rewrap", () -> sealer.rewrapped(key, rootGeneration));
    }

    @Override
    public byte[] seal(DataKey key, byte[] associatedData, byte[] plaintext) throws HsmException {
        return counted("seal", () -> sealer.seal(key, associatedData, plaintext));
    }

    @Override
    public byte[] open(DataKey key, byte[] associatedData, byte[] sealed) throws HsmException {
        return counted("open", () -> sealer.open(key, associatedData, sealed));
    }

    @Override
    public byte[] digest(DataKey key, byte[] context, byte[] value) throws HsmException {
        return counted("digest", () -> sealer.digest(key, context, value));
    }

    @Override
    public void close() {
        sealer.close();
    }
}
