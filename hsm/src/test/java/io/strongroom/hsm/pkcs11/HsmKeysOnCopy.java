package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import java.util.HexFormat;

/** The other process of HsmKeysSurvivalIT, with a SoftHSM of its own: another node. */
final class HsmKeysOnCopy {
    private static final HexFormat HEX = HexFormat.of();

    private HsmKeysOnCopy() {}

    /**
     * Signs zeros with the key given, and makes a key of its own.
     *
     * <p>Arguments: token label, public half of a P-256 pair, its blob. Prints the signature, and
     * the public half and blob of the key made.
     */
    public static void main(String[] args) throws Exception {
        char[] pin = SoftHsm.PIN.toCharArray();
        try (Pkcs11RootKey rootKey = Pkcs11RootKey.open(SoftHsm.module(), args[0], pin, "root");
                HsmKeys keys = Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 10)) {
            KeySpec p256 = new KeySpec.Ec(Curve.P_256);
            HsmKey given =
                    HsmKey.pair(PublicPart.of(p256, HEX.parseHex(args[1])), HEX.parseHex(args[2]));
            byte[] signature = keys.sign(given, SignatureAlgorithm.ES256, new byte[32]);
            System.out.println("signature " + HEX.formatHex(signature));
            HsmKey made = keys.generate(p256);
            byte[] half = made.publicPart().orElseThrow().subjectPublicKeyInfo();
            System.out.println("ec " + HEX.formatHex(half) + " " + HEX.formatHex(made.blob()));
        }
    }
}
