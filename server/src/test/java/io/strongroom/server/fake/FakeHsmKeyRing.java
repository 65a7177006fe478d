package io.strongroom.server.fake;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeyRing;
import io.strongroom.hsm.key.HsmKeys;

/** One fake HSM for every root key; a rewrapped key has another blob there. */
public record FakeHsmKeyRing(FakeHsmKeys keys) implements HsmKeyRing {
    @Override
    public HsmKeys of(int rootGeneration) {
        return keys;
    }

    @Override
    public HsmKey rewrapped(HsmKey key, int from, int to) throws HsmException {
        return keys.rewrapped(key);
    }

    @Override
    public void close() {
        keys.close();
    }
}
