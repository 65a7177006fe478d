package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.DataKeySealer;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11KeyRing;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A new root key for two tokens, and keys that are taken from the old one to it. */
final class KeyRewrapIT {
    private static final String LABEL = "rotating";
    private static final KeyEngine ENGINE = KeyEngines.fastest();
    private static final byte[] VALUE = new byte[] {1, 2, 3};

    @BeforeAll
    static void install() throws Exception {
        SoftHsm.installed();
    }

    private static Pkcs11RootKeyDevice device(String token) throws HsmException {
        return Pkcs11RootKeyDevice.of(SoftHsm.module(), token, SoftHsm.PIN.toCharArray(), LABEL);
    }

    private static List<KeySpec> specs() {
        List<KeySpec> specs = new ArrayList<>(List.of(new KeySpec.Rsa(2048)));
        for (Curve curve : Curve.values()) {
            specs.add(new KeySpec.Ec(curve));
        }
        specs.add(new KeySpec.Oct(128));
        specs.add(new KeySpec.Oct(256));
        return specs;
    }

    /** One that needs no more than the blob; a signature is verified before it is given out. */
    private static void assertUsable(Pkcs11KeyRing ring, HsmKey key, int root) throws Exception {
        switch (key.spec()) {
            case KeySpec.Rsa _ -> ring.of(root).sign(key, SignatureAlgorithm.RS256, new byte[32]);
            case KeySpec.Ec(Curve curve) -> {
                SignatureAlgorithm algorithm =
                        Arrays.stream(SignatureAlgorithm.values())
                                .filter(one -> one.suits(new KeySpec.Ec(curve)))
                                .findFirst()
                                .orElseThrow();
                byte[] digest = new byte[algorithm.hash().orElseThrow().bytes()];
                ring.of(root).sign(key, algorithm, digest);
            }
            case KeySpec.Oct(int bits) -> {
                AesAlgorithm wrap = bits == 128 ? AesAlgorithm.A128KW : AesAlgorithm.A256KW;
                // Decrypted again before it is given out.
                ring.of(root).encrypt(key, wrap, new byte[32], OctKey.Beside.NOTHING);
            }
        }
    }

    @Test
    void rewrapped_everyKindOfKey_worksUnderTheNewRootKeyOnEveryToken() throws Exception {
        try (Pkcs11RootKeyDevice one = device("strongroom-a");
                Pkcs11RootKeyDevice other = device("strongroom-b")) {
            one.make(1, true);
            List<HsmKey> moved = new ArrayList<>();
            Sealer.DataKey dataKey;
            byte[] sealed;
            try (RootKeyRing roots = new RootKeyRing(one);
                    DataKeySealer sealer = new DataKeySealer(roots);
                    Pkcs11KeyRing keys = new Pkcs11KeyRing(roots, ENGINE, 50)) {
                Sealer.DataKey old = sealer.newDataKey("vault:a", 1, 1);
                sealed = sealer.seal(old, VALUE, VALUE);
                assertEquals(1, one.newest());
                one.make(2, one.extractable(1));
                assertEquals(2, one.newest());
                transport(one, other);
                dataKey = sealer.rewrapped(old, 2);
                for (KeySpec spec : specs()) {
                    HsmKey made = keys.of(1).generate(spec);
                    HsmKey next = keys.rewrapped(made, 1, 2);
                    assertUsable(keys, made, 1);
                    assertUsable(keys, next, 2);
                    assertFalse(Arrays.equals(made.blob(), next.blob()));
                    moved.add(next);
                }
                roots.retire(1);
                one.destroy(1);
            }
            for (Pkcs11RootKeyDevice device : List.of(one, other)) {
                assertTrue(device.fingerprint(1).isEmpty());
                try (RootKeyRing roots = new RootKeyRing(device);
                        DataKeySealer sealer = new DataKeySealer(roots);
                        Pkcs11KeyRing keys = new Pkcs11KeyRing(roots, ENGINE, 50)) {
                    assertArrayEquals(VALUE, sealer.open(dataKey, VALUE, sealed));
                    for (HsmKey key : moved) {
                        assertUsable(keys, key, 2);
                    }
                    HsmException e = assertThrows(HsmException.class, () -> roots.of(3));
                    assertEquals(HsmException.Kind.CONFIGURATION, e.kind());
                }
                device.destroy(2);
            }
        }
    }

    private static void transport(Pkcs11RootKeyDevice from, Pkcs11RootKeyDevice to)
            throws HsmException {
        byte[] pair = to.transportKey(2);
        assertArrayEquals(pair, to.transportKey(2), "the same pair again");
        byte[] wrapped = from.wrapped(2, pair);
        byte[] fingerprint = from.fingerprint(2).orElseThrow();
        byte[] wrong = fingerprint.clone();
        wrong[0] ^= 1;
        HsmException e = assertThrows(HsmException.class, () -> to.take(2, wrapped, wrong));
        assertEquals(HsmException.Kind.NOT_AUTHENTIC, e.kind(), e.toString());
        assertTrue(to.fingerprint(2).isEmpty(), "nothing of it stays");
        to.take(2, wrapped, fingerprint);
        assertArrayEquals(fingerprint, to.fingerprint(2).orElseThrow());
        to.endTransport(2);
        to.endTransport(2);
    }
}
