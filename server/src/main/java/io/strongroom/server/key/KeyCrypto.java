package io.strongroom.server.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.key.HsmKeyRing;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.server.http.ErrorMapper;

import java.util.Optional;

/**
 * What keys are made, kept and used with.
 *
 * @param engine for pairs in software, and for every public half
 * @param hsm the node's HSM; empty when its root key is in software
 */
public record KeyCrypto(Sealer sealer, KeyEngine engine, Optional<HsmKeyRing> hsm) {
    /**
     * Looks whether there is an HSM at all.
     *
     * @throws io.strongroom.server.http.ApiException BadParameter when there is none
     */
    void requireHsm() {
        if (hsm.isEmpty()) {
            throw KeyErrors.noHsmKeys();
        }
    }

    /**
     * The node's HSM, for keys under the root key of that generation.
     *
     * @throws io.strongroom.server.http.ApiException BadParameter when there is no HSM, 503 when
     *     that root key is not in it now
     */
    HsmKeys requireHsm(int rootGeneration) {
        HsmKeyRing ring = hsm.orElseThrow(KeyErrors::noHsmKeys);
        try {
            return ring.of(rootGeneration);
        } catch (HsmException e) {
            throw ErrorMapper.ofKeyInHsm(e);
        }
    }
}
