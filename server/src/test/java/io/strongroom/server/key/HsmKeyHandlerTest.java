package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.HsmException;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RewrappedDataKey;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

final class HsmKeyHandlerTest {
    private final KeyBench bench = KeyBench.withHsm();

    @AfterEach
    void close() {
        bench.close();
    }

    private JsonNode create(String name, String kty) {
        return bench.json("POST", "/keys/" + name + "/create", "{\"kty\":\"" + kty + "\"}");
    }

    private static String bytes(int length) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[length]);
    }

    private static String use(String alg, int bytes) {
        return "{\"alg\":\"%s\",\"value\":\"%s\"}".formatted(alg, bytes(bytes));
    }

    private ApiException refused(String method, String target, String body) {
        return assertThrows(ApiException.class, () -> bench.call(method, target, body));
    }

    @ParameterizedTest
    @CsvSource({"RSA-HSM, RS256", "EC-HSM, ES256", "oct-HSM, HS256"})
    void create_inTheHsm_signsThereAndIsShownAsSuch(String kty, String alg) {
        JsonNode made = create("k", kty);
        assertEquals(kty, made.at("/key/kty").asText());
        assertEquals("1", made.at("/attributes/hsmPlatform").asText());
        bench.json("PATCH", "/keys/k", "{\"key_ops\":[\"sign\",\"verify\"]}");
        String signature = bench.json("POST", "/keys/k/sign", use(alg, 32)).get("value").asText();
        String verify =
                "{\"alg\":\"%s\",\"digest\":\"%s\",\"value\":\"%s\"}"
                        .formatted(alg, bytes(32), signature);
        assertTrue(bench.json("POST", "/keys/k/verify", verify).get("value").asBoolean());
        String other = verify.replace(bytes(32), "AQ" + bytes(32).substring(2));
        assertFalse(bench.json("POST", "/keys/k/verify", other).get("value").asBoolean());
    }

    @Test
    void hsmPlatform_ofASoftwareKeyOrInAnOldVersion_isZeroOrMissing() {
        create("k", "EC");
        assertEquals("0", bench.json("GET", "/keys/k", "").at("/attributes/hsmPlatform").asText());
        JsonNode old = bench.json("GET", "/keys/k?api-version=7.4", "");
        assertTrue(old.at("/attributes/hsmPlatform").isMissingNode());
    }

    @ParameterizedTest
    @CsvSource({
        "RSA-HSM, encrypt, decrypt, RSA1_5, 100",
        "RSA-HSM, wrapkey, unwrapkey, RSA-OAEP-256, 32",
        "oct-HSM, encrypt, decrypt, A256GCM, 1000",
        "oct-HSM, wrapkey, unwrapkey, A256KW, 32"
    })
    void encrypt_inTheHsm_isDecrypted(
            String kty, String there, String back, String alg, int length) {
        create("k", kty);
        JsonNode made = bench.json("POST", "/keys/k/" + there, use(alg, length));
        String with = "";
        for (String beside : new String[] {"iv", "tag"}) {
            if (made.has(beside)) {
                with += ",\"%s\":\"%s\"".formatted(beside, made.get(beside).asText());
            }
        }
        String body =
                "{\"alg\":\"%s\",\"value\":\"%s\"%s}"
                        .formatted(alg, made.get("value").asText(), with);
        assertEquals(
                bytes(length), bench.json("POST", "/keys/k/" + back, body).get("value").asText());
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                refused("POST", "/keys/k/" + back, use(alg, length + 7)).code());
    }

    @Test
    void use_whileTheHsmIsAway_isUnavailableAndPublicHalvesAndSoftwareGoOn() {
        create("h", "RSA-HSM");
        create("s", "RSA");
        bench.json("POST", "/keys/h/sign", use("RS256", 32));
        for (HsmException.Kind kind :
                new HsmException.Kind[] {
                    HsmException.Kind.UNAVAILABLE, HsmException.Kind.CONFIGURATION
                }) {
            bench.hsm().fail(Optional.of(kind));
            ApiException away = refused("POST", "/keys/h/sign", use("RS256", 32));
            assertEquals(ErrorCode.SERVICE_UNAVAILABLE, away.code());
            assertTrue(away.headers().containsKey("retry-after"));
            assertEquals(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    refused("POST", "/keys/x/create", "{\"kty\":\"EC-HSM\"}").code());
            assertEquals(
                    ErrorCode.SERVICE_UNAVAILABLE, refused("POST", "/keys/h/rotate", "").code());
            bench.json("POST", "/keys/h/encrypt", use("RSA-OAEP", 32));
            bench.json("POST", "/keys/s/sign", use("RS256", 32));
        }
        bench.hsm().fail(Optional.empty());
        bench.json("POST", "/keys/h/sign", use("RS256", 32));
        assertEquals(ErrorCode.KEY_NOT_FOUND, refused("GET", "/keys/x", "").code());
    }

    @Test
    void use_ofWhatTheHsmLacks_isRefusedByName() {
        create("h", "RSA-HSM");
        bench.hsm().lack("PS512");
        ApiException lacking = refused("POST", "/keys/h/sign", use("PS512", 64));
        assertEquals(ErrorCode.BAD_PARAMETER, lacking.code());
        assertTrue(lacking.text().contains("PS512"), lacking.text());
    }

    @Test
    void rotate_inTheHsm_makesAnotherKeyThereAndKeepsTheOld() {
        JsonNode first = create("k", "EC-HSM");
        JsonNode second = bench.json("POST", "/keys/k/rotate", "");
        assertEquals("EC-HSM", second.at("/key/kty").asText());
        assertNotEquals(first.at("/key/x"), second.at("/key/x"));
        String old = first.at("/key/kid").asText().substring(KeyBench.BASE.length());
        bench.json("POST", old + "/sign", use("ES256", 32));
    }

    @Test
    void restore_ofABackupAfterAPurge_bringsTheHsmsBlobBack() {
        JsonNode made = create("k", "oct-HSM");
        JsonNode wrapped = bench.json("POST", "/keys/k/wrapkey", use("A256KW", 32));
        String blob = bench.json("POST", "/keys/k/backup", "").get("value").asText();
        bench.call("DELETE", "/keys/k", "");
        bench.call("DELETE", "/deletedkeys/k", "");
        JsonNode back = bench.json("POST", "/keys/restore", "{\"value\":\"" + blob + "\"}");
        assertEquals(made.at("/key/kid"), back.at("/key/kid"));
        assertEquals("oct-HSM", back.at("/key/kty").asText());
        String unwrap = "{\"alg\":\"A256KW\",\"value\":\"" + wrapped.get("value").asText() + "\"}";
        assertEquals(
                bytes(32), bench.json("POST", "/keys/k/unwrapkey", unwrap).get("value").asText());
    }

    /** To generation 2; what the data keys are wrapped by does not matter, for they are in use. */
    private void rotateRootKey() {
        bench.node().submit(new Command.StartRootRotation(2, Bytes.empty(), 1));
        bench.node().submit(new Command.AdoptRootKey(2));
        try (StateView view = bench.node().reads().linearizable()) {
            List<RewrappedDataKey> same =
                    view.dataKeys().stream()
                            .map(key ->
                                    new RewrappedDataKey(
                                            key.owner(),
                                            key.generation(),
                                            key.wrapped(),
                                            key.wrapped()))
                            .toList();
            bench.node().submit(new Command.Rewrap(2, same, List.of()));
        }
    }

    @Test
    void create_afterTheRootKeyWasRotated_isWrappedByTheNewOne() {
        create("before", "oct-HSM");
        rotateRootKey();
        create("after", "oct-HSM");
        bench.json("POST", "/keys/before/wrapkey", use("A256KW", 32));
        bench.json("POST", "/keys/after/wrapkey", use("A256KW", 32));
        try (StateView view = bench.node().reads().linearizable()) {
            for (int root : new int[] {1, 2}) {
                assertEquals(
                        List.of(root == 1 ? "before" : "after"),
                        view.keysUnderRoot(root, 9).stream()
                                .map(key -> key.version().name().value())
                                .toList());
            }
        }
    }

    @Test
    void restore_ofABackupUnderARetiredRootKey_isRefused() {
        create("k", "oct-HSM");
        String blob = bench.json("POST", "/keys/k/backup", "").get("value").asText();
        bench.call("DELETE", "/keys/k", "");
        bench.call("DELETE", "/deletedkeys/k", "");
        rotateRootKey();
        String body = "{\"value\":\"" + blob + "\"}";
        bench.json("POST", "/keys/restore", body);
        bench.call("DELETE", "/keys/k", "");
        bench.call("DELETE", "/deletedkeys/k", "");
        assertEquals(new Result.Done(), bench.node().submit(new Command.RetireRootKey(1)));
        ApiException e = refused("POST", "/keys/restore", body);
        assertEquals(ErrorCode.BAD_PARAMETER, e.code());
        assertTrue(e.text().contains("generation 1, which was retired"), e.text());
    }

    @Test
    void dropUnusable_ofADisabledAndADeletedKey_letsGoOfThemInTheHsm() {
        create("a", "RSA-HSM");
        create("b", "oct-HSM");
        create("c", "EC-HSM");
        bench.json("POST", "/keys/a/sign", use("RS256", 32));
        bench.json("POST", "/keys/b/wrapkey", use("A256KW", 32));
        bench.json("POST", "/keys/c/sign", use("ES256", 32));
        drop();
        assertEquals(0, bench.hsm().forgotten().size());
        bench.json("PATCH", "/keys/a", "{\"attributes\":{\"enabled\":false}}");
        bench.call("DELETE", "/keys/b", "");
        drop();
        assertEquals(2, bench.hsm().forgotten().size());
        bench.handler().forgetReady();
        bench.json("POST", "/keys/c/sign", use("ES256", 32));
    }

    private void drop() {
        try (StateView view = bench.node().reads().linearizable()) {
            bench.handler().dropUnusable(view);
        }
    }

    @Test
    void import_ofASymmetricKeyInTheClear_isUsedInTheHsm() {
        for (String how :
                new String[] {
                    "{\"key\":{\"kty\":\"oct-HSM\",\"k\":\"%s\"}}",
                    "{\"Hsm\":true,\"key\":{\"kty\":\"oct\",\"k\":\"%s\"}}"
                }) {
            JsonNode made = bench.json("PUT", "/keys/k", how.formatted(bytes(32)));
            assertEquals("oct-HSM", made.at("/key/kty").asText());
            bench.json("POST", "/keys/k/encrypt", use("A256GCM", 5));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\",\"sign\"]}",
                "{\"kty\":\"RSA\",\"key_ops\":[\"import\"]}",
                "{\"kty\":\"EC-HSM\",\"key_ops\":[\"import\"]}",
                "{\"kty\":\"oct-HSM\",\"key_ops\":[\"import\"]}"
            })
    void create_withImportBesideOthersOrElsewhere_isRefused(String body) {
        assertEquals(ErrorCode.BAD_PARAMETER, refused("POST", "/keys/k/create", body).code());
    }

    @Test
    void update_ofAnExchangeKeyOrToOne_isRefused() {
        bench.json("POST", "/keys/x/create", "{\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\"]}");
        create("k", "RSA-HSM");
        for (String ops : new String[] {"[\"decrypt\"]", "[\"import\",\"decrypt\"]"}) {
            assertEquals(
                    ErrorCode.BAD_PARAMETER,
                    refused("PATCH", "/keys/x", "{\"key_ops\":" + ops + "}").code());
        }
        bench.json("PATCH", "/keys/x", "{\"key_ops\":[\"import\"],\"tags\":{\"a\":\"b\"}}");
        JsonNode same = bench.json("PATCH", "/keys/x", "{\"key_ops\":[],\"tags\":{\"c\":\"d\"}}");
        assertEquals("[\"import\"]", same.at("/key/key_ops").toString());
        assertEquals("d", same.at("/tags/c").asText());
        for (String ops : new String[] {"[\"import\",\"sign\"]", "[\"import\"]"}) {
            assertEquals(
                    ErrorCode.BAD_PARAMETER,
                    refused("PATCH", "/keys/k", "{\"key_ops\":" + ops + "}").code());
        }
        assertEquals(
                ErrorCode.KEY_OPERATION_FORBIDDEN,
                refused("POST", "/keys/x/unwrapkey", use("RSA-OAEP", 256)).code());
    }
}
