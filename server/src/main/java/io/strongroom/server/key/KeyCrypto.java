package io.strongroom.server.key;

import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyEngine;

import java.util.Optional;

/**
 * What keys are made, kept and used with.
 *
 * @param engine for pairs in software, and for every public half
 * @param hsm the node's HSM; empty when its root key is in software
 */
public record KeyCrypto(Sealer sealer, KeyEngine engine, Optional<HsmKeys> hsm) {
    /**
     * The node's HSM.
     *
     * @throws io.strongroom.server.http.ApiException BadParameter when there is none
     */
    HsmKeys requireHsm() {
        return hsm.orElseThrow(KeyErrors::noHsmKeys);
    }
}
