package io.strongroom.hsm.key.engine;

import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.bouncycastle.BouncyCastleEngine;
import io.strongroom.hsm.key.libcrypto.LibcryptoEngine;

/** Chooses among the engines. */
public final class KeyEngines {
    private KeyEngines() {}

    /** The fastest that loads on this machine. */
    public static KeyEngine fastest() {
        return LibcryptoEngine.find().orElseGet(BouncyCastleEngine::new);
    }
}
