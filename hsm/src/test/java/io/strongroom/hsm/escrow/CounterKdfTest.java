package io.strongroom.hsm.escrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.hsm.SecretBytes;

import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.KDFCounterBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KDFCounterParameters;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

final class CounterKdfTest {
    private static byte[] key() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0x41);
        return key;
    }

    /** The known answer that Microsoft's command line tests its own function with. */
    @Test
    void derive_knownInput_givesTheKnownAnswer() {
        assertEquals(
                "f0ca51f6308791404bf68b56024ee7c64d6c737716f81d47e1e68b5c4e399575",
                HexFormat.of()
                        .formatHex(
                                CounterKdf.derive(
                                        SecretBytes.adopt(key()), "label", "context", 32)));
    }

    @Test
    void derive_wholeBlock_agreesWithBouncyCastle() {
        byte[] fixed = "tag\0\0\0\2\0".getBytes(StandardCharsets.US_ASCII);
        KDFCounterBytesGenerator generator =
                new KDFCounterBytesGenerator(new HMac(new SHA512Digest()));
        generator.init(new KDFCounterParameters(key(), fixed, 32));
        byte[] expected = new byte[64];
        generator.generateBytes(expected, 0, expected.length);

        assertArrayEquals(expected, CounterKdf.derive(SecretBytes.adopt(key()), "tag", "", 64));
    }

    @Test
    void derive_moreThanABlock_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> CounterKdf.derive(SecretBytes.adopt(key()), "tag", "", 65));
    }
}
