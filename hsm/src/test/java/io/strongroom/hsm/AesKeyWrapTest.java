package io.strongroom.hsm;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RFC5649WrapEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;

final class AesKeyWrapTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] RFC_KEY =
            HEX.parseHex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");

    @Test
    void wrap_rfc5649TwentyOctets_givesTheRfcsBlob() throws HsmException {
        byte[] key = HEX.parseHex("c37b7e6492584340bed12207808941155068f738");
        byte[] wrapped =
                HEX.parseHex("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a");
        assertArrayEquals(wrapped, AesKeyWrap.wrap(RFC_KEY, key));
        assertArrayEquals(key, AesKeyWrap.unwrap(RFC_KEY, wrapped));
    }

    @Test
    void wrap_rfc5649SevenOctets_givesTheRfcsBlob() throws HsmException {
        byte[] key = HEX.parseHex("466f7250617369");
        byte[] wrapped = HEX.parseHex("afbeb0f07dfbf5419200f2ccb50bb24f");
        assertArrayEquals(wrapped, AesKeyWrap.wrap(RFC_KEY, key));
        assertArrayEquals(key, AesKeyWrap.unwrap(RFC_KEY, wrapped));
    }

    @Test
    void wrap_wycheproofVectors_agree() throws Exception {
        int cases = 0;
        for (JsonNode group : Wycheproof.groups("aes_kwp_test.json")) {
            for (JsonNode test : group.get("tests")) {
                check(test);
                cases++;
            }
        }
        assertEquals(254, cases);
    }

    private static void check(JsonNode test) throws HsmException {
        byte[] key = Wycheproof.hex(test, "key");
        byte[] message = Wycheproof.hex(test, "msg");
        byte[] wrapped = Wycheproof.hex(test, "ct");
        if (Wycheproof.valid(test)) {
            assertArrayEquals(wrapped, AesKeyWrap.wrap(key, message), Wycheproof.name(test));
            assertArrayEquals(message, AesKeyWrap.unwrap(key, wrapped), Wycheproof.name(test));
        } else if ("invalid".equals(test.get("result").asText())) {
            assertFails(HsmException.Kind.NOT_AUTHENTIC, () -> AesKeyWrap.unwrap(key, wrapped));
        }
    }

    @Test
    void wrap_dataKey_agreesWithAnIndependentImplementation() {
        byte[] root = HEX.parseHex("00".repeat(31) + "07");
        byte[] dataKey = RootKeyFingerprint.publicValue();
        RFC5649WrapEngine engine = new RFC5649WrapEngine(AESEngine.newInstance());
        engine.init(true, new KeyParameter(root));
        byte[] wrapped = AesKeyWrap.wrap(root, dataKey);
        assertArrayEquals(engine.wrap(dataKey, 0, dataKey.length), wrapped);
        assertEquals(AesKeyWrap.WRAPPED_DATA_KEY_BYTES, wrapped.length);
    }

    @Test
    void unwrap_blobOfAnyWrongLength_isNotAuthentic() {
        byte[] key = new byte[32];
        byte[] wrapped = AesKeyWrap.wrap(key, new byte[32]);
        for (int length = 0; length < wrapped.length; length++) {
            byte[] cut = Arrays.copyOf(wrapped, length);
            assertFails(HsmException.Kind.NOT_AUTHENTIC, () -> AesKeyWrap.unwrap(key, cut));
        }
    }

    @Test
    void fingerprint_ofAFixedKey_neverChanges() throws HsmException {
        assertEquals(
                "75215f06ee56f1c52acb9afe0222e2d0",
                HEX.formatHex(new FakeRootKey(1).fingerprint()));
    }
}
