package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.key.Curve;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Curves as CKA_EC_PARAMS names them: the DER of their object identifiers. */
final class Curves {
    private Curves() {}

    static byte[] parameters(Curve curve) {
        return HexFormat.of()
                .parseHex(
                        switch (curve) {
                            case P_256 -> "06082a8648ce3d030107";
                            case P_384 -> "06052b81040022";
                            case P_521 -> "06052b81040023";
                            case P_256K -> "06052b8104000a";
                        });
    }

    /** Empty for a curve that is none of ours. */
    static Optional<Curve> of(byte[] parameters) {
        return Arrays.stream(Curve.values())
                .filter(curve -> Arrays.equals(parameters(curve), parameters))
                .findFirst();
    }
}
