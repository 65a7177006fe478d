package io.strongroom.hsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.strongroom.hsm.Sealer.DataKey;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** The bytes of format 1, which every later release must read. */
final class SealedFormatTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] IDENTITY = "vault:prod/secret/db/1".getBytes(US_ASCII);
    private static final byte[] VALUE = "hunter2".getBytes(US_ASCII);
    private static final String WRAPPED =
            "33cd6ec889c6c33a0560050a23aa55c18cbcb25d6a1c3d3e1b2718661f84e8c3" + "96c4d49e59bb7b5d";
    private static final String SEALED =
            "01000000032122232425262728292a2b2c2d2e2f303132333435363738393a3b3c"
                    + "3d3e3f406d1209c7945d540c593c57342bf7ee917d1cb7382e011b";
    private static final String DIGEST =
            "032b6a937de83b1ad7e6876fa7562b3f7c5359a7bca682e60df6883a92b99e48";

    private final DataKeySealer sealer =
            new DataKeySealer(RootKeyRing.only(new FakeRootKey(1)), new CountingRandom());

    @Test
    void newDataKey_fixedRandomness_givesTheGoldenBytes() throws HsmException {
        assertEquals(WRAPPED, HEX.formatHex(sealer.newDataKey("vault:prod", 3, 1).wrapped()));
    }

    @Test
    void seal_fixedRandomness_givesTheGoldenBytes() throws HsmException {
        DataKey key = sealer.newDataKey("vault:prod", 3, 1);
        assertEquals(SEALED, HEX.formatHex(sealer.seal(key, IDENTITY, VALUE)));
    }

    @Test
    void open_goldenBytes_givesTheValue() throws HsmException {
        DataKey key = new DataKey("vault:prod", 3, HEX.parseHex(WRAPPED), 1);
        assertArrayEquals(VALUE, sealer.open(key, IDENTITY, HEX.parseHex(SEALED)));
    }

    @Test
    void digest_fixedKey_givesTheGoldenBytes() throws HsmException {
        DataKey key = sealer.newDataKey("vault:prod", 3, 1);
        assertEquals(DIGEST, HEX.formatHex(sealer.digest(key, IDENTITY, VALUE)));
    }

    @Test
    void open_goldenBytesByAnIndependentImplementation_givesTheValue() throws Exception {
        byte[] dataKey = new byte[32];
        new CountingRandom().nextBytes(dataKey);
        byte[] sealed = HEX.parseHex(SEALED);
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        byte[] info = "strongroom sealed value v1, AES-256-GCM".getBytes(US_ASCII);
        hkdf.init(new HKDFParameters(dataKey, Arrays.copyOfRange(sealed, 5, 37), info));
        byte[] derived = new byte[44];
        hkdf.generateBytes(derived, 0, derived.length);

        GCMModeCipher gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
        KeyParameter key = new KeyParameter(Arrays.copyOf(derived, 32));
        gcm.init(false, new AEADParameters(key, 128, Arrays.copyOfRange(derived, 32, 44)));
        gcm.processAADBytes(sealed, 0, 5);
        gcm.processAADBytes(IDENTITY, 0, IDENTITY.length);
        byte[] opened = new byte[VALUE.length];
        int length = gcm.processBytes(sealed, 37, sealed.length - 37, opened, 0);
        gcm.doFinal(opened, length);
        assertArrayEquals(VALUE, opened);
    }

    /** Gives 1, 2, 3 and so on. */
    private static final class CountingRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private byte next;

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = ++next;
            }
        }
    }
}
