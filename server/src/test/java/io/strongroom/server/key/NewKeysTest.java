package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.HsmException;
import io.strongroom.server.fake.GatedEngine;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.UUID;

/** What is refused, or answered, before a key is made or examined. */
final class NewKeysTest {
    private static final String RSA = "{\"kty\":\"RSA\"}";

    /** Of numbers that are refused as soon as they are looked at. */
    private static final String WRONG =
            "{\"key\":{\"kty\":\"RSA\",\"n\":\"Aw\",\"e\":\"AQAB\",\"d\":\"Aw\"}%s}";

    private static final String EXPORTABLE = ",\"attributes\":{\"exportable\":true}";

    private final GatedEngine engine = new GatedEngine();
    private final KeyBench bench = new KeyBench(engine);

    @AfterEach
    void close() {
        engine.open();
        bench.close();
    }

    private static ApiException refused(KeyBench by, String method, String target, String body) {
        return assertThrows(ApiException.class, () -> by.call(method, target, body), body);
    }

    private void delete(String name) {
        bench.call("POST", "/keys/" + name + "/create", "{\"kty\":\"EC\"}");
        bench.call("DELETE", "/keys/" + name, "");
    }

    @Test
    void create_thatIsRefusedForItsTermsOrName_makesNoKey() {
        engine.open();
        delete("gone");
        ApiException terms =
                refused(bench, "POST", "/keys/k/create", "{\"kty\":\"RSA\"" + EXPORTABLE + "}");
        assertEquals(ErrorCode.BAD_PARAMETER, terms.code());
        ApiException name = refused(bench, "POST", "/keys/gone/create", RSA);
        assertEquals(ErrorCode.OBJECT_IS_DELETED, name.code());
        assertTrue(name.text().contains("gone"), name.text());
        assertEquals(0, engine.rsaPairs());
    }

    @Test
    void create_inTheHsmThatIsRefusedForItsTerms_doesNotAskTheHsm() {
        try (KeyBench withHsm = KeyBench.withHsm()) {
            withHsm.hsm().fail(Optional.of(HsmException.Kind.UNAVAILABLE));
            ApiException terms =
                    refused(
                            withHsm,
                            "POST",
                            "/keys/k/create",
                            "{\"kty\":\"EC-HSM\"" + EXPORTABLE + "}");
            assertEquals(ErrorCode.BAD_PARAMETER, terms.code());
        }
    }

    @Test
    void create_repeatedAfterTheKeyWasDeleted_isAnsweredAsBefore() {
        engine.open();
        UUID request = UUID.randomUUID();
        String first =
                Requests.json(bench.call("POST", "/keys/k/create", RSA, request))
                        .at("/key/kid")
                        .asText();
        bench.call("DELETE", "/keys/k", "");
        assertEquals(
                first,
                Requests.json(bench.call("POST", "/keys/k/create", RSA, request))
                        .at("/key/kid")
                        .asText());
    }

    @Test
    void import_thatIsRefusedForItsTermsOrName_isNotLookedAt() {
        delete("gone");
        String wrong = WRONG.formatted("");
        assertTrue(refused(bench, "PUT", "/keys/k", wrong).text().contains("modulus"));
        assertEquals(
                ErrorCode.OBJECT_IS_DELETED, refused(bench, "PUT", "/keys/gone", wrong).code());
        String exportable = WRONG.formatted(EXPORTABLE);
        assertTrue(refused(bench, "PUT", "/keys/k", exportable).text().contains("release_policy"));
    }

    @Test
    void import_forAnHsmThatTheVaultHasNot_saysSo() {
        for (String jwk :
                new String[] {
                    "{\"kty\":\"RSA-HSM\",\"key_hsm\":\"AAAA\"}",
                    "{\"kty\":\"oct-HSM\",\"k\":\"AAAA\"}"
                }) {
            ApiException refusal = refused(bench, "PUT", "/keys/k", "{\"key\":" + jwk + "}");
            assertEquals(ErrorCode.BAD_PARAMETER, refusal.code());
            assertTrue(refusal.text().contains("no keys in HSMs"), refusal.text());
        }
    }
}
