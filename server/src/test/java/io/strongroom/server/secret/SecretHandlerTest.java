package io.strongroom.server.secret;

import static io.strongroom.server.fake.Requests.assertBadParameter;
import static io.strongroom.server.fake.Requests.assertRefused;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.http.ApiResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.UUID;

final class SecretHandlerTest {
    private static final String FIRST = "/00000000000000000000000000000001";
    private final SecretBench bench = new SecretBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void set_newSecret_answersWithTheWholeBundle() {
        long now = bench.node().clock().instant().getEpochSecond();
        ApiResponse response =
                bench.call(
                        "PUT",
                        "/secrets/Pg",
                        "{\"value\":\"s3cr3t\",\"contentType\":\"text/plain\",\"tags\":{\"b\":\"2\","
                            + "\"a\":\"1\"},\"attributes\":{\"nbf\":1,\"exp\":2}}");
        assertEquals(200, response.status());
        assertEquals(
                "{\"value\":\"s3cr3t\",\"id\":\""
                        + SecretBench.BASE
                        + "/secrets/Pg"
                        + FIRST
                        + "\",\"contentType\":\"text/plain\",\"attributes\":{\"enabled\":true,"
                        + "\"nbf\":1,\"exp\":2,\"created\":"
                        + now
                        + ",\"updated\":"
                        + now
                        + ",\"recoveryLevel\":\"Recoverable+Purgeable\",\"recoverableDays\":90},"
                        + "\"tags\":{\"a\":\"1\",\"b\":\"2\"}}",
                text(response));
        assertEquals(text(response), text(bench.call("GET", "/secrets/pg", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " trimmed? ", "ä€😀", "\\u0000", "line\\nbreak", "\\\"\\\\"})
    void set_anyText_comesBackUnchanged(String value) {
        JsonNode stored = bench.set("pg", value);
        assertEquals(stored.get("value"), bench.json("GET", "/secrets/pg", "").get("value"));
    }

    @Test
    void set_again_isANewVersionWithoutInheritance() {
        bench.json(
                "PUT",
                "/secrets/pg",
                "{\"value\":\"1\",\"contentType\":\"t\",\"tags\":{\"a\":\"1\"},\"attributes\":"
                        + "{\"enabled\":false,\"exp\":5}}");
        JsonNode second = bench.set("pg", "2");
        assertFalse(second.has("contentType"));
        assertTrue(second.get("tags").isEmpty());
        assertTrue(second.at("/attributes/enabled").asBoolean());
        assertFalse(second.get("attributes").has("exp"));
        assertEquals("2", bench.json("GET", "/secrets/pg/", "").get("value").asText());
        bench.json("PATCH", "/secrets/pg" + FIRST, "{\"attributes\":{\"enabled\":true}}");
        assertEquals("1", bench.json("GET", "/secrets/pg" + FIRST, "").get("value").asText());
    }

    @Test
    void set_inAnotherCasing_keepsTheFirstCasingAndOpens() {
        bench.set("Pg-Main", "1");
        JsonNode second = bench.set("PG-MAIN", "2");
        assertTrue(second.get("id").asText().contains("/secrets/Pg-Main/"));
        assertEquals("2", bench.json("GET", "/secrets/pg-main", "").get("value").asText());
        assertEquals("1", bench.json("GET", "/secrets/pG-mAIN" + FIRST, "").get("value").asText());
    }

    @Test
    void set_repeatedUnderItsRequestId_isTheSameVersion() {
        UUID id = UUID.randomUUID();
        ApiResponse first = bench.call("PUT", "/secrets/pg", "{\"value\":\"1\"}", id);
        bench.node().clock().advance(Duration.ofSeconds(5));
        assertEquals(text(first), text(bench.call("PUT", "/secrets/pg", "{\"value\":\"1\"}", id)));
        assertEquals(1, bench.json("GET", "/secrets/pg/versions", "").get("value").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PUT;/secrets/pg;{\"value\":\"2\"}",
                "PUT;/secrets/pg;{\"value\":\"1\",\"tags\":{\"a\":\"b\"}}",
                "PUT;/secrets/pg;{\"value\":\"1\",\"attributes\":{\"enabled\":false}}",
                "PUT;/secrets/other;{\"value\":\"1\"}",
                "PATCH;/secrets/pg;{}",
                "DELETE;/secrets/pg;{}"
            })
    void change_underAUsedRequestId_isAConflict(String method, String path, String body) {
        UUID id = UUID.randomUUID();
        bench.call("PUT", "/secrets/pg", "{\"value\":\"1\"}", id);
        assertRefused(ErrorCode.CONFLICT, () -> bench.call(method, path, body, id));
    }

    @Test
    void set_withUnknownOutcome_isDoneOnceWhenRepeated() {
        UUID id = UUID.randomUUID();
        bench.node().log().failNext(Fault.UNKNOWN_APPLIED);
        assertRefused(
                ErrorCode.OUTCOME_UNKNOWN,
                () -> bench.call("PUT", "/secrets/pg", "{\"value\":\"1\"}", id));
        bench.call("PUT", "/secrets/pg", "{\"value\":\"1\"}", id);
        JsonNode versions = bench.json("GET", "/secrets/pg/versions", "").get("value");
        assertEquals(1, versions.size());
        assertTrue(versions.at("/0/id").asText().endsWith(FIRST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "{}", "[]", "{\"value\":\"x\"", "{\"value\":\"\\ud800\"}"})
    void set_malformedBody_isRefused(String body) {
        assertBadParameter(() -> bench.call("PUT", "/secrets/pg", body));
    }

    @Test
    void get_absent_isNotFound() {
        bench.set("pg", "1");
        assertRefused(ErrorCode.SECRET_NOT_FOUND, () -> bench.call("GET", "/secrets/other", ""));
        assertRefused(
                ErrorCode.SECRET_NOT_FOUND,
                () -> bench.call("GET", "/secrets/pg/" + MemoryNode.version(9), ""));
    }

    @Test
    void get_disabledLatest_isForbiddenAndNeverAnOlderOne() {
        bench.set("pg", "1");
        bench.json("PUT", "/secrets/pg", "{\"value\":\"2\",\"attributes\":{\"enabled\":false}}");
        assertEquals(
                "Operation get is not allowed on a disabled secret.",
                assertRefused(ErrorCode.SECRET_DISABLED, () -> bench.call("GET", "/secrets/pg", ""))
                        .text());
        assertEquals("1", bench.json("GET", "/secrets/pg" + FIRST, "").get("value").asText());
    }

    @Test
    void get_outsideItsTimes_isAllowed() {
        bench.json("PUT", "/secrets/old", "{\"value\":\"1\",\"attributes\":{\"exp\":1}}");
        bench.json("PUT", "/secrets/new", "{\"value\":\"1\",\"attributes\":{\"nbf\":4000000000}}");
        assertEquals(200, bench.call("GET", "/secrets/old", "").status());
        assertEquals(200, bench.call("GET", "/secrets/new", "").status());
    }

    @Test
    void get_outContentType_isRefusedWhereTheVersionKnowsIt() {
        bench.set("pg", "1");
        String query = "/secrets/pg?outContentType=application/x-pem-file&api-version=";
        assertBadParameter(() -> bench.call("GET", query + "2025-07-01", ""));
        assertEquals(200, bench.call("GET", query + "7.6", "").status());
    }

    @Test
    void update_members_changesOnlyThem() {
        bench.json(
                "PUT",
                "/secrets/pg",
                "{\"value\":\"1\",\"contentType\":\"t\",\"tags\":{\"a\":\"1\",\"b\":\"2\"}}");
        bench.node().clock().advance(Duration.ofSeconds(7));
        JsonNode updated =
                bench.json("PATCH", "/secrets/PG/", "{\"tags\":{\"c\":\"3\"},\"value\":\"x\"}");
        assertFalse(updated.has("value"));
        assertEquals("t", updated.get("contentType").asText());
        assertEquals("{\"c\":\"3\"}", updated.get("tags").toString());
        long created = updated.at("/attributes/created").asLong();
        assertEquals(created + 7, updated.at("/attributes/updated").asLong());
        assertEquals("1", bench.json("GET", "/secrets/pg", "").get("value").asText());
    }

    @Test
    void update_emptyBody_changesNothingButTheTime() {
        JsonNode before = bench.set("pg", "1");
        JsonNode after = bench.json("PATCH", "/secrets/pg", "");
        assertEquals(before.get("id"), after.get("id"));
        assertEquals(before.get("attributes"), after.get("attributes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"exp\":10}", "{\"exp\":9}", "{\"nbf\":20}", "{\"nbf\":21}"})
    void update_timesAgainstTheStoredOnes_areRefused(String attributes) {
        bench.json(
                "PUT", "/secrets/pg", "{\"value\":\"1\",\"attributes\":{\"nbf\":10,\"exp\":20}}");
        assertBadParameter(
                () -> bench.call("PATCH", "/secrets/pg", "{\"attributes\":" + attributes + "}"));
    }

    @Test
    void update_absent_isNotFound() {
        assertRefused(ErrorCode.SECRET_NOT_FOUND, () -> bench.call("PATCH", "/secrets/x", "{}"));
        bench.set("x", "1");
        assertRefused(
                ErrorCode.SECRET_NOT_FOUND,
                () -> bench.call("PATCH", "/secrets/x/" + MemoryNode.version(9), "{}"));
    }

    @Test
    void delete_secret_goesThroughItsWholeLife() {
        bench.set("Pg", "1");
        JsonNode deleted = bench.json("DELETE", "/secrets/pg", "");
        long at = deleted.get("deletedDate").asLong();
        assertEquals(at + 90 * 86_400, deleted.get("scheduledPurgeDate").asLong());
        assertEquals(SecretBench.BASE + "/deletedsecrets/Pg", deleted.get("recoveryId").asText());
        assertFalse(deleted.has("value"));
        assertEquals(deleted, bench.json("GET", "/deletedsecrets/pg", ""));
        assertTrue(bench.json("GET", "/secrets", "").get("value").isEmpty());
        for (String call : new String[] {"GET ", "PATCH ", "DELETE ", "POST /backup"}) {
            String[] parts = call.split(" ", 2);
            String path = "/secrets/pg" + parts[1];
            assertRefused(ErrorCode.SECRET_NOT_FOUND, () -> bench.call(parts[0], path, ""));
        }
        assertRefused(
                ErrorCode.OBJECT_IS_DELETED,
                () -> bench.call("PUT", "/secrets/pg", "{\"value\":\"2\"}"));

        JsonNode recovered = bench.json("POST", "/deletedsecrets/pg/recover", "");
        assertFalse(recovered.has("value") || recovered.has("recoveryId"));
        assertEquals("1", bench.json("GET", "/secrets/pg", "").get("value").asText());

        bench.call("DELETE", "/secrets/pg", "");
        ApiResponse purged = bench.call("DELETE", "/deletedsecrets/pg", "");
        assertEquals(204, purged.status());
        assertEquals(0, purged.body().length);
        bench.set("pg", "again");
        assertEquals(1, bench.json("GET", "/secrets/pg/versions", "").get("value").size());
    }

    @ParameterizedTest
    @CsvSource({"GET,''", "DELETE,''", "POST,/recover"})
    void deleted_absent_isNotFound(String method, String rest) {
        bench.set("pg", "1");
        assertEquals(
                "Deleted Secret not found: pg",
                assertRefused(
                                ErrorCode.SECRET_NOT_FOUND,
                                () -> bench.call(method, "/deletedsecrets/pg" + rest, ""))
                        .text());
    }

    @Test
    void purge_underProtection_isForbidden() {
        try (SecretBench protectedBench = new SecretBench(MemoryNode.founded(), 7, true)) {
            protectedBench.set("pg", "1");
            protectedBench.call("DELETE", "/secrets/pg", "");
            assertRefused(
                    ErrorCode.FORBIDDEN,
                    () -> protectedBench.call("DELETE", "/deletedsecrets/pg", ""));
            assertEquals(
                    200, protectedBench.call("POST", "/deletedsecrets/pg/recover", "").status());
        }
    }

    @Test
    void get_withoutTheRootKey_isUnavailableAndNotDamage() {
        bench.set("pg", "1");
        try (MemoryNode other = MemoryNode.founded();
                SecretBench cold = new SecretBench(other, 90, false)) {
            other.rootKey().setAvailable(false);
            assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> cold.set("pg", "1"));
        }
    }
}
