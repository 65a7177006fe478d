package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.item.PolicyChangedException;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.UUID;

/** Changes of keys that are repeated, or come to be applied, when the key is not what it was. */
final class KeyRepeatTest {
    private static final String EXCHANGE = "{\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\"]}";

    private final KeyBench bench = KeyBench.withHsm();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "POST | /keys/k/create | {\"kty\":\"EC\",\"tags\":{\"a\":\"b\"}}",
                "POST | /keys/k/rotate | ^^",
                "PATCH | /keys/k | {\"key_ops\":[\"sign\"]}",
                "PATCH | /keys/k | {\"attributes\":{\"exportable\":false,\"enabled\":false}}",
                "PUT | /keys/k/rotationpolicy | {\"attributes\":{\"expiryTime\":\"P90D\"}}",
                "DELETE | /keys/k | ^^"
            })
    void change_repeatedAfterTheKeyIsGone_getsTheFirstAnswer(
            String method, String target, String body) {
        bench.json("POST", "/keys/k/create", "{\"kty\":\"EC\"}");
        UUID request = UUID.randomUUID();
        ApiResponse first = bench.call(method, target, body, request);
        assertEquals(200, first.status());
        if (!method.equals("DELETE")) {
            bench.json("DELETE", "/keys/k", "");
        }
        assertEquals(
                Requests.json(first), Requests.json(bench.call(method, target, body, request)));
        bench.call("DELETE", "/deletedkeys/k", "");
        assertEquals(
                Requests.json(first), Requests.json(bench.call(method, target, body, request)));
    }

    @Test
    void rotate_ofADeletedKey_findsNone() {
        bench.json("POST", "/keys/k/create", "{\"kty\":\"EC\"}");
        try (StateView seen = bench.node().reads().linearizable()) {
            bench.json("DELETE", "/keys/k", "");
            ApiException refused =
                    assertThrows(
                            ApiException.class, () -> call("POST", "/keys/k/rotate", "", seen));
            assertEquals(ErrorCode.KEY_NOT_FOUND, refused.code());
        }
    }

    @Test
    void update_toImportThatCrossesAnImport_makesNoExchangeKeyOfWhatWasBrought() {
        bench.json("POST", "/keys/x/create", EXCHANGE);
        try (StateView seen = bench.node().reads().linearizable()) {
            bench.json("POST", "/keys/x/create", "{\"kty\":\"RSA-HSM\"}");
            assertThrows(
                    PolicyChangedException.class,
                    () -> call("PATCH", "/keys/x", "{\"key_ops\":[\"import\"]}", seen));
        }
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                assertThrows(
                                ApiException.class,
                                () -> bench.call("PATCH", "/keys/x", "{\"key_ops\":[\"import\"]}"))
                        .code(),
                "the next try looks again");
    }

    @Test
    void update_thatCrossesTheMakingOfAnExchangeKey_givesItNothing() {
        bench.json("POST", "/keys/x/create", "{\"kty\":\"RSA-HSM\"}");
        try (StateView seen = bench.node().reads().linearizable()) {
            bench.json("POST", "/keys/x/create", EXCHANGE);
            assertThrows(
                    PolicyChangedException.class,
                    () -> call("PATCH", "/keys/x", "{\"key_ops\":[\"decrypt\"]}", seen));
        }
        assertEquals(
                "[\"import\"]", bench.json("GET", "/keys/x", "").at("/key/key_ops").toString());
    }

    private ApiResponse call(String method, String target, String body, StateView seen) {
        return bench.call(Requests.request(method, target, body), UUID.randomUUID(), seen);
    }
}
