package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.Wycheproof;
import io.strongroom.hsm.key.OctKey.Beside;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Wycheproof's vectors for AES and HMAC through every engine, as far as keys and parameters are
 * ones that we have.
 */
@ParameterizedClass
@MethodSource("engines")
final class WycheproofOctTest {
    private final KeyEngine engine;

    WycheproofOctTest(KeyEngine engine) {
        this.engine = engine;
    }

    static List<KeyEngine> engines() {
        return Engines.all().toList();
    }

    private ReadyOctKey key(JsonNode test) {
        byte[] bytes = Wycheproof.hex(test, "key");
        return engine.readyOct(new KeySpec.Oct(8 * bytes.length), SecretBytes.adopt(bytes));
    }

    private static AesAlgorithm algorithm(ReadyOctKey key, String suffix) {
        return AesAlgorithm.valueOf("A" + key.spec().bits() + suffix);
    }

    private static boolean isOurs(JsonNode test) {
        int bytes = Wycheproof.hex(test, "key").length;
        return bytes == 16 || bytes == 24 || bytes == 32;
    }

    @Test
    void gcm_everyVector_opensOrIsRefused() throws IOException, BadInputException {
        int cases = 0;
        for (JsonNode group : Wycheproof.groups("aes_gcm_test.json")) {
            if (group.get("ivSize").asInt() == 96 && group.get("tagSize").asInt() == 128) {
                for (JsonNode test : group.get("tests")) {
                    Beside beside =
                            new Beside(
                                    Wycheproof.hex(test, "iv"),
                                    Wycheproof.hex(test, "aad"),
                                    Wycheproof.hex(test, "tag"));
                    try (ReadyOctKey key = key(test)) {
                        opens(key, algorithm(key, "GCM"), test, beside);
                    }
                    cases++;
                }
            }
        }
        assertEquals(197, cases);
    }

    @Test
    void cbcWithPadding_everyVector_opensOrIsRefused() throws IOException, BadInputException {
        int cases = 0;
        for (JsonNode group : Wycheproof.groups("aes_cbc_pkcs5_test.json")) {
            for (JsonNode test : group.get("tests")) {
                Beside beside = new Beside(Wycheproof.hex(test, "iv"), null, null);
                try (ReadyOctKey key = key(test)) {
                    AesAlgorithm algorithm = algorithm(key, "CBCPAD");
                    opens(key, algorithm, test, beside);
                    if (Wycheproof.valid(test)) {
                        byte[] made =
                                key.encrypt(algorithm, Wycheproof.hex(test, "msg"), beside).value();
                        assertArrayEquals(Wycheproof.hex(test, "ct"), made);
                    }
                }
                cases++;
            }
        }
        assertEquals(216, cases);
    }

    @Test
    void keyWrap_everyVector_opensOrIsRefused() throws IOException, BadInputException {
        assertEquals(165, wrapped("aes_wrap_test.json", AesAlgorithm.CKM_AES_KEY_WRAP));
    }

    @Test
    void keyWrapWithPadding_everyVector_opensOrIsRefused() throws IOException, BadInputException {
        assertEquals(254, wrapped("aes_kwp_test.json", AesAlgorithm.CKM_AES_KEY_WRAP_PAD));
    }

    private int wrapped(String file, AesAlgorithm algorithm) throws IOException, BadInputException {
        int cases = 0;
        for (JsonNode group : Wycheproof.groups(file)) {
            for (JsonNode test : group.get("tests")) {
                try (ReadyOctKey key = key(test)) {
                    opens(key, algorithm, test, Beside.NOTHING);
                }
                cases++;
            }
        }
        return cases;
    }

    /** "acceptable" are keys too short for the standard, which we refuse. */
    private static void opens(ReadyOctKey key, AesAlgorithm algorithm, JsonNode test, Beside beside)
            throws BadInputException {
        byte[] ciphertext = Wycheproof.hex(test, "ct");
        if (Wycheproof.valid(test)) {
            assertArrayEquals(
                    Wycheproof.hex(test, "msg"),
                    key.decrypt(algorithm, ciphertext, beside),
                    () -> Wycheproof.name(test));
        } else if (!"acceptable".equals(test.get("result").asText())) {
            assertThrows(
                    BadInputException.class,
                    () -> key.decrypt(algorithm, ciphertext, beside),
                    () -> Wycheproof.name(test));
        }
    }

    @Test
    void mac_everyVector_isVerifiedOrNot() throws IOException {
        int cases = 0;
        for (Hash hash : new Hash[] {Hash.SHA_256, Hash.SHA_384, Hash.SHA_512}) {
            String file = "hmac_sha%d_test.json".formatted(8 * hash.bytes());
            for (JsonNode group : Wycheproof.groups(file)) {
                for (JsonNode test : group.get("tests")) {
                    if (isOurs(test)) {
                        try (ReadyOctKey key = key(test)) {
                            byte[] whole = key.mac(hash, Wycheproof.hex(test, "msg"));
                            byte[] tag = Wycheproof.hex(test, "tag");
                            boolean same = Arrays.equals(Arrays.copyOf(whole, tag.length), tag);
                            assertEquals(Wycheproof.valid(test), same, () -> Wycheproof.name(test));
                        }
                        cases++;
                    }
                }
            }
        }
        assertEquals(180, cases);
    }
}
