package io.strongroom.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.Response;
import io.strongroom.client.fake.Seen;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Content;
import io.strongroom.client.transport.Reply;
import io.strongroom.client.transport.Transport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class StrongroomClientTest {
    private static final String VERSION = "0123456789abcdef0123456789abcdef";

    private final FakeCluster fakes = new FakeCluster();
    private final FakeTokens tokens = new FakeTokens();
    private final StrongroomClient client = new StrongroomClient(fakes.transport(), tokens);

    private final Transport brief = new Transport(fakes.cluster(), FakeCluster.BRIEF);
    private final StrongroomClient impatient = new StrongroomClient(brief, tokens);

    @AfterEach
    void close() {
        brief.close();
        fakes.close();
    }

    /** Gives token-1, and after each refusal the next, as long as there are others. */
    private static final class FakeTokens implements TokenProvider {
        private final List<String> refused = new ArrayList<>();
        private boolean last;

        @Override
        public String token() {
            if (last && !refused.isEmpty()) {
                var busy = new Answer(503, List.of(), Content.EMPTY);
                throw StrongroomException.of(new Reply(busy, 1, false));
            }
            return "token-" + (refused.size() + 1);
        }

        @Override
        public void refused(String token) {
            refused.add(token);
        }
    }

    @Test
    void set_withSettings_sendsThemOnceAndReadsTheAnswer() {
        fakes.answers(request -> Response.secret("db", "s3cret"));
        var settings =
                SecretSettings.NONE
                        .withContentType("text/plain")
                        .withTags(Map.of("team", "billing"))
                        .withExpiresAt(Instant.ofEpochSecond(1_800_000_000L));
        var secret = client.set("db", "s3cret", settings);
        var seen = onlySeen();
        assertEquals("PUT", seen.method());
        assertEquals("/secrets/db?api-version=7.6", seen.target());
        assertEquals("application/json", seen.header("content-type").orElseThrow());
        assertEquals("Bearer token-1", seen.header("authorization").orElseThrow());
        assertEquals(36, seen.requestId().length());
        assertEquals(36, seen.header("x-ms-client-request-id").orElseThrow().length());
        assertEquals(
                "{\"value\":\"s3cret\",\"contentType\":\"text/plain\","
                        + "\"attributes\":{\"exp\":1800000000},\"tags\":{\"team\":\"billing\"}}",
                seen.body());
        assertEquals("s3cret", secret.value());
        assertEquals("db", secret.name());
        assertEquals(VERSION, secret.properties().id().version());
        assertEquals(Map.of("a", "b"), secret.properties().tags());
        assertEquals(
                Instant.ofEpochSecond(1_493_938_411L),
                secret.properties().attributes().updatedAt());
        assertFalse(secret.toString().contains("s3cret"));
    }

    @Test
    void get_byVersion_asksForIt() {
        fakes.answers(request -> Response.secret("db", "x"));
        assertEquals("x", client.get("db", VERSION).value());
        assertEquals("/secrets/db/" + VERSION + "?api-version=7.6", onlySeen().target());
        assertEquals("", onlySeen().requestId(), "a read needs no id");
    }

    @Test
    void vault_another_isAddressedByItsName() {
        fakes.answers(request -> Response.secret("db", "x"));
        assertEquals("x", client.vault("billing").get("db").value());
        assertEquals("billing.vault.localhost:8443", onlySeen().header("host").orElseThrow());
    }

    @Test
    void get_nameThatCannotBeOne_isRejectedWithNothingSent() {
        for (var name : List.of("", "..", "a/b", "a_b", "a?x=y")) {
            assertThrows(IllegalArgumentException.class, () -> client.get(name));
        }
        assertThrows(IllegalArgumentException.class, () -> client.get("a", "versions"));
        assertEquals(List.of(), fakes.seen());
    }

    @Test
    void deletedLifecycle_usesTheRightRoutes() {
        fakes.answers(request ->
                request.target().startsWith("/deletedsecrets/db?")
                                && request.method().equals("DELETE")
                        ? Response.of(204, "")
                        : deleted());
        assertEquals(Instant.ofEpochSecond(20), client.delete("db").scheduledPurgeAt());
        client.getDeleted("db");
        assertNull(client.recover("db").contentType());
        client.purge("db");
        assertEquals(
                List.of(
                        "DELETE /secrets/db",
                        "GET /deletedsecrets/db",
                        "POST /deletedsecrets/db/recover",
                        "DELETE /deletedsecrets/db"),
                inOrder());
    }

    @Test
    void backupAndRestore_passTheBlob() {
        fakes.answers(request ->
                request.target().contains("backup")
                        ? Response.of(200, "{\"value\":\"blob\"}")
                        : deleted());
        assertEquals("blob", client.backup("db"));
        client.restore("blob");
        assertTrue(
                fakes.seen().stream().anyMatch(seen -> seen.body().equals("{\"value\":\"blob\"}")));
    }

    @Test
    void list_severalPagesOneEmpty_givesAllLazily() {
        fakes.answers(request -> {
            var next = "https://default.vault.localhost:8443/secrets?page=";
            if (request.target().contains("page=2")) {
                return page("", next + 3);
            }
            return request.target().contains("page=3")
                    ? page(item("c"), null)
                    : page(item("a") + "," + item("b"), next + 2);
        });
        var pages = client.list();
        assertEquals(List.of(), fakes.seen());
        assertEquals("a", pages.iterator().next().name());
        assertEquals(1, fakes.seen().size());
        var names = pages.stream().map(SecretProperties::name).toList();
        assertEquals(List.of("a", "b", "c"), names);
    }

    @Test
    void list_linkLeadsElsewhere_isNotFollowed() {
        fakes.answers(request -> page(item("a"), "https://evil.example/secrets"));
        assertThrows(IllegalStateException.class, () -> client.list().stream().count());
        assertEquals(1, fakes.seen().size());
    }

    @Test
    void set_conflict_isMappedAndNotRepeated() {
        fakes.answers(request ->
                Response.error(409, "Conflict", "ObjectIsDeletedButRecoverable", "recover it"));
        var e = assertThrows(StrongroomException.class, () -> client.set("db", "x"));
        assertEquals(ErrorCode.OBJECT_IS_DELETED, e.code());
        assertEquals("recover it", e.getMessage());
        assertEquals(409, e.status());
        assertEquals("request-" + e.node(), e.requestId());
        assertFalse(e.outcomeUnknown());
        assertEquals(1, fakes.seen().size());
    }

    @Test
    void set_outcomeUnknownToTheEnd_saysSo() {
        fakes.answers(
                request -> Response.error(503, "ServiceUnavailable", "OutcomeUnknown", "try"));
        var e = assertThrows(StrongroomException.class, () -> impatient.set("db", "x"));
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, e.code());
        assertTrue(e.outcomeUnknown());
        assertEquals(1, fakes.distinctRequestIds());
    }

    @Test
    void set_firstAttemptLostThenNothingDone_isStillUnknown() {
        fakes.answers(request ->
                fakes.seen().size() == 1
                        ? Response.DROP
                        : Response.error(503, "ServiceUnavailable", "", "no leader"));
        var e = assertThrows(StrongroomException.class, () -> impatient.set("db", "x"));
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, e.code());
    }

    @Test
    void set_nothingDone_isSafe() {
        fakes.answers(request -> Response.error(503, "ServiceUnavailable", "", "no leader"));
        var e = assertThrows(StrongroomException.class, () -> impatient.set("db", "x"));
        assertEquals(ErrorCode.SERVICE_UNAVAILABLE, e.code());
        assertFalse(e.outcomeUnknown());
    }

    @Test
    void get_noNodeAnswers_isUnavailable() {
        fakes.answers(request -> Response.DROP);
        var e = assertThrows(StrongroomException.class, () -> impatient.get("db"));
        assertEquals(ErrorCode.SERVICE_UNAVAILABLE, e.code());
        assertEquals(0, e.status());
    }

    @Test
    void get_answerWithoutOurError_isMappedByStatus() {
        fakes.answers(request -> Response.of(404, "<html>"));
        var e = assertThrows(StrongroomException.class, () -> client.get("db"));
        assertEquals(ErrorCode.NOT_FOUND, e.code());
    }

    @Test
    void get_successWithoutSecret_isMalformed() {
        fakes.answers(request -> Response.of(200, "{}"));
        var e = assertThrows(StrongroomException.class, () -> client.get("db"));
        assertEquals(ErrorCode.INTERNAL_ERROR, e.code());
    }

    @Test
    void set_tokenRefused_isRepeatedOnceWithAFreshTokenUnderTheSameId() {
        fakes.answers(request ->
                request.header("authorization").orElse("").equals("Bearer token-2")
                        ? Response.secret("db", "x")
                        : Response.error(401, "Unauthorized", "", "expired"));
        client.set("db", "x");
        assertEquals(List.of("token-1"), tokens.refused);
        assertEquals(2, fakes.seen().size());
        assertEquals(1, fakes.distinctRequestIds());
    }

    @Test
    void get_everyTokenRefused_isUnauthorized() {
        fakes.answers(request -> Response.error(401, "Unauthorized", "", "no"));
        var e = assertThrows(StrongroomException.class, () -> client.get("db"));
        assertEquals(ErrorCode.UNAUTHORIZED, e.code());
        assertEquals(2, fakes.seen().size());
    }

    @Test
    void set_unknownThenTokenRefusedAndNoOther_staysUnknown() {
        tokens.last = true;
        fakes.answers(request ->
                fakes.seen().size() == 1
                        ? Response.error(504, "GatewayTimeout", "", "lost")
                        : Response.error(401, "Unauthorized", "", "expired"));
        var e = assertThrows(StrongroomException.class, () -> client.set("db", "x"));
        assertTrue(e.outcomeUnknown());
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, e.code());
    }

    private Seen onlySeen() {
        assertEquals(1, fakes.seen().size());
        return fakes.seen().get(0);
    }

    private List<String> inOrder() {
        return fakes.seen().stream()
                .map(seen -> seen.method() + " " + seen.target().replaceAll("\\?.*", ""))
                .toList();
    }

    private static Response deleted() {
        return Response.of(
                200,
                "{\"recoveryId\":\"https://default.vault.localhost:8443/deletedsecrets/db\","
                        + "\"deletedDate\":10,\"scheduledPurgeDate\":20,"
                        + item("db").substring(1));
    }

    private static String item(String name) {
        return "{\"id\":\"https://default.vault.localhost:8443/secrets/"
                + name
                + "\",\"attributes\":{\"enabled\":true}}";
    }

    private static Response page(String items, @Nullable String next) {
        var link = next == null ? "null" : "\"" + next + "\"";
        return Response.of(200, "{\"value\":[" + items + "],\"nextLink\":" + link + "}");
    }
}
