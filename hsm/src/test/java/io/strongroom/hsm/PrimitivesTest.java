package io.strongroom.hsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.AEADBadTagException;

final class PrimitivesTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void aesGcm_wycheproofVectors_agree() throws Exception {
        int cases = 0;
        for (JsonNode group : Wycheproof.groups("aes_gcm_test.json")) {
            // Strongroom has nonces of 96 bits only; the file's other sizes are not reachable.
            if (group.get("ivSize").asInt() == 96) {
                for (JsonNode test : group.get("tests")) {
                    checkGcm(test);
                    cases++;
                }
            }
        }
        assertEquals(197, cases);
    }

    private static void checkGcm(JsonNode test) throws Exception {
        AesGcm.Keying keying =
                new AesGcm.Keying(Wycheproof.hex(test, "key"), Wycheproof.hex(test, "iv"));
        byte[] message = Wycheproof.hex(test, "msg");
        byte[] associatedData = Wycheproof.hex(test, "aad");
        byte[] sealed = HEX.parseHex(test.get("ct").asText() + test.get("tag").asText());
        if (Wycheproof.valid(test)) {
            byte[] out = new byte[sealed.length];
            AesGcm.seal(keying, associatedData, message, out, 0);
            assertArrayEquals(sealed, out, Wycheproof.name(test));
            byte[] opened = AesGcm.open(keying, associatedData, sealed, 0);
            assertArrayEquals(message, opened, Wycheproof.name(test));
        } else {
            assertThrows(
                    AEADBadTagException.class,
                    () -> AesGcm.open(keying, associatedData, sealed, 0),
                    Wycheproof.name(test));
        }
    }

    @Test
    void hmacSha256_wycheproofVectors_agree() throws Exception {
        int cases = 0;
        for (JsonNode group : Wycheproof.groups("hmac_sha256_test.json")) {
            int tagBytes = group.get("tagSize").asInt() / 8;
            for (JsonNode test : group.get("tests")) {
                byte[] tag =
                        HmacSha256.tag(Wycheproof.hex(test, "key"), Wycheproof.hex(test, "msg"));
                boolean same =
                        Arrays.equals(Arrays.copyOf(tag, tagBytes), Wycheproof.hex(test, "tag"));
                assertEquals(Wycheproof.valid(test), same, Wycheproof.name(test));
                cases++;
            }
        }
        assertEquals(174, cases);
    }

    @Test
    void hmacSha256_partsOfAMessage_countAsOne() {
        byte[] key = {1, 2, 3};
        byte[] whole = HmacSha256.tag(key, new byte[] {4, 5, 6});
        assertArrayEquals(whole, HmacSha256.tag(key, new byte[] {4}, new byte[] {5, 6}));
    }

    @Test
    void hkdf_rfc5869FirstCase_agrees() {
        byte[] derived =
                Hkdf.derive(
                        HEX.parseHex("0b".repeat(22)),
                        HEX.parseHex("000102030405060708090a0b0c"),
                        HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"),
                        42);
        assertEquals(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b88718"
                        + "5865",
                HEX.formatHex(derived));
    }

    @Test
    void hkdf_rfc5869ThirdCaseWithoutSaltAndInfo_agrees() {
        byte[] derived = Hkdf.derive(HEX.parseHex("0b".repeat(22)), new byte[0], new byte[0], 42);
        assertEquals(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a"
                        + "96c8",
                HEX.formatHex(derived));
    }

    @Test
    void secretBytes_printed_showTheirLengthOnly() {
        try (SecretBytes secret = SecretBytes.copyOf(new byte[] {42, 42})) {
            assertFalse(secret.toString().contains("42"), secret::toString);
        }
    }

    @Test
    void secretBytes_closed_areWipedAndRefuseUse() {
        byte[] bytes = {1, 2, 3};
        SecretBytes secret = SecretBytes.adopt(bytes);
        secret.close();
        assertArrayEquals(new byte[3], bytes);
        assertThrows(IllegalStateException.class, () -> secret.use(byte[]::clone));
    }
}
