package io.strongroom.hsm.pkcs11;

import com.sun.management.HotSpotDiagnosticMXBean;

import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.Optional;

/** The other process of HsmKeysSurvivalIT, with a SoftHSM of its own: another node. */
final class HsmKeysOnCopy {
    private static final HexFormat HEX = HexFormat.of();

    private HsmKeysOnCopy() {}

    /**
     * Signs zeros with the key given, makes keys of its own and uses them, and writes its heap.
     *
     * <p>Arguments: token label, public half of a P-256 pair, its blob, file for the heap. Prints
     * the signature, the kind of each key made with its public half and blob.
     */
    public static void main(String[] args) throws Exception {
        char[] pin = SoftHsm.PIN.toCharArray();
        try (Pkcs11RootKey rootKey = Pkcs11RootKey.open(SoftHsm.module(), args[0], pin, "root");
                HsmKeys keys = Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 10)) {
            KeySpec p256 = new KeySpec.Ec(Curve.P_256);
            HsmKey given =
                    HsmKey.pair(PublicPart.of(p256, HEX.parseHex(args[1])), HEX.parseHex(args[2]));
            System.out.println("signature " + signed(keys, given, SignatureAlgorithm.ES256));
            HsmKey rsa = keys.generate(new KeySpec.Rsa(2048));
            HsmKey ec = keys.generate(p256);
            HsmKey oct = keys.generate(new KeySpec.Oct(256));
            for (int i = 0; i < 20; i++) {
                signed(keys, rsa, SignatureAlgorithm.PS256);
                signed(keys, ec, SignatureAlgorithm.ES256);
            }
            print("rsa", rsa);
            print("ec", ec);
            print("oct", oct);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpHeap(args[3], false);
        }
    }

    private static String signed(HsmKeys keys, HsmKey key, SignatureAlgorithm algorithm)
            throws Exception {
        return HEX.formatHex(keys.sign(key, algorithm, new byte[32]));
    }

    private static void print(String kind, HsmKey key) {
        Optional<PublicPart> part = key.publicPart();
        System.out.println(
                kind
                        + " "
                        + part.map(one -> HEX.formatHex(one.subjectPublicKeyInfo())).orElse("-")
                        + " "
                        + HEX.formatHex(key.blob()));
    }
}
