package io.strongroom.client.azure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.Context;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;

import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.Response;
import io.strongroom.client.fake.Seen;
import io.strongroom.client.transport.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

class StrongroomHttpClientTest {
    private static final String CHALLENGE =
            "Bearer authorization=\"https://login.localhost:8443/tenant\","
                    + " resource=\"https://vault.localhost:8443\"";

    private final FakeCluster fakes = new FakeCluster();
    private final StrongroomHttpClient http = new StrongroomHttpClient(fakes.transport());
    private final Transport brief = new Transport(fakes.cluster(), FakeCluster.BRIEF);
    private final StrongroomHttpClient impatient = new StrongroomHttpClient(brief);

    @AfterEach
    void close() {
        impatient.close();
        brief.close();
        http.close();
        fakes.close();
    }

    @Test
    void send_change_passesHeadersAndBodyAndAddsARequestId() {
        fakes.answers(request -> Response.of(200, "grüße").with("x-test", "1"));
        var request =
                new HttpRequest(HttpMethod.PUT, FakeCluster.VAULT + "/secrets/a?api-version=7.5")
                        .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
                        .setHeader(HttpHeaderName.fromString("X-Custom"), "custom")
                        .setBody("{\"value\":\"ü\"}");
        var response = http.send(request).toFuture().join();
        assertEquals(200, response.getStatusCode());
        assertEquals("grüße", response.getBodyAsString().toFuture().join());
        assertEquals("grüße", response.getBodyAsBinaryData().toString());
        assertEquals("1", response.getHeaders().getValue(HttpHeaderName.fromString("X-Test")));
        var seen = fakes.seen().get(0);
        assertEquals("{\"value\":\"ü\"}", seen.body());
        assertEquals("custom", seen.header("x-custom").orElseThrow());
        assertEquals("default.vault.localhost:8443", seen.header("host").orElseThrow());
        assertEquals(36, seen.requestId().length());
    }

    @Test
    void sendSync_emptyChallengeRequest_getsThe401Unchanged() {
        fakes.answers(request ->
                Response.of(401, "")
                        .with("WWW-Authenticate", CHALLENGE)
                        .with("WWW-Authenticate", "PoP x=\"y\""));
        var request =
                new HttpRequest(HttpMethod.PUT, FakeCluster.VAULT + "//secrets/a/")
                        .setHeader(HttpHeaderName.CONTENT_LENGTH, "0");
        var response = http.sendSync(request, Context.NONE);
        assertEquals(401, response.getStatusCode());
        assertArrayEquals(
                new String[] {CHALLENGE, "PoP x=\"y\""},
                response.getHeaders().getValues(HttpHeaderName.WWW_AUTHENTICATE));
        assertEquals(1, fakes.seen().size());
        assertEquals("0", fakes.seen().get(0).header("content-length").orElseThrow());
        assertEquals("//secrets/a/", fakes.seen().get(0).target());
    }

    @Test
    void sendSync_tokenRequest_carriesNoRequestId() {
        fakes.answers(request -> Response.of(200, "{}"));
        http.sendSync(
                new HttpRequest(HttpMethod.POST, FakeCluster.AUTHORITY + "/t/oauth2/v2.0/token")
                        .setBody("scope=x"),
                Context.NONE);
        assertEquals("", fakes.seen().get(0).requestId());
    }

    @Test
    void sendSync_useOfAKey_isNoChangeAndGoesOnToANodeWhoseHsmIsThere() {
        fakes.answers(
                request -> fakes.seen().size() < 2 ? Response.of(503, "") : Response.of(200, "{}"));
        var sign = new HttpRequest(HttpMethod.POST, FakeCluster.VAULT + "/keys/k/Sign?x=y");
        assertEquals(200, http.sendSync(sign, Context.NONE).getStatusCode());
        assertEquals("", fakes.seen().get(0).requestId());
        var imported = new HttpRequest(HttpMethod.PUT, FakeCluster.VAULT + "/keys/sign");
        assertEquals(200, http.sendSync(imported, Context.NONE).getStatusCode());
        assertEquals(36, fakes.seen().get(fakes.seen().size() - 1).requestId().length());
    }

    @Test
    void sendSync_noNodeAnswers_isAnIoError() {
        fakes.answers(request -> Response.DROP);
        var request = new HttpRequest(HttpMethod.GET, FakeCluster.VAULT + "/secrets/a");
        assertThrows(UncheckedIOException.class, () -> impatient.sendSync(request, Context.NONE));
    }

    @Test
    void sendSync_otherHost_isNotGivenToTheNodes() {
        fakes.answers(request -> Response.of(200, ""));
        var elsewhere =
                new HttpRequest(HttpMethod.GET, "https://localhost:1/secrets/a?api-version=7.5");
        assertThrows(UncheckedIOException.class, () -> http.sendSync(elsewhere, Context.NONE));
        assertEquals(List.of(), fakes.seen());
    }

    @Test
    void secretClient_nodesDieOneAfterTheOther_doesNotNotice() {
        fakes.answers(StrongroomHttpClientTest::vault);
        var client = secretClient(http);
        assertEquals("s3cret", client.setSecret("db", "s3cret").getValue());
        fakes.node(1).close();
        assertEquals("s3cret", client.getSecret("db").getValue());
        fakes.node(2).answers(request -> Response.DROP);
        assertEquals("s3cret", client.setSecret("db", "s3cret").getValue());
        assertThrows(ResourceNotFoundException.class, () -> client.getSecret("absent"));
    }

    @Test
    void secretClient_sdkRetriesAfterOurs_keepsTheRequestId() {
        fakes.answers(request ->
                request.header("authorization").isEmpty()
                        ? vault(request)
                        : fakes.seen().size() < 45 ? Response.of(503, "") : vault(request));
        var client = secretClient(impatient);
        assertEquals("s3cret", client.setSecret("db", "s3cret").getValue());
        assertEquals(1, fakes.distinctRequestIds());
        assertFalse(fakes.seen().get(0).requestId().isEmpty());
    }

    private static SecretClient secretClient(StrongroomHttpClient http) {
        TokenCredential credential =
                request ->
                        Mono.just(
                                new AccessToken(
                                        "token", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
        return new SecretClientBuilder()
                .vaultUrl(FakeCluster.VAULT.toString())
                .credential(credential)
                .httpClient(http)
                .addPolicy(new RepeatabilityPolicy())
                .retryOptions(new RetryOptions(new FixedDelayOptions(9, Duration.ofMillis(10))))
                .buildClient();
    }

    private static Response vault(Seen request) {
        if (request.header("authorization").isEmpty()) {
            return Response.of(401, "").with("WWW-Authenticate", CHALLENGE);
        }
        return request.target().startsWith("/secrets/db")
                ? Response.secret("db", "s3cret").with("content-type", "application/json")
                : Response.error(404, "SecretNotFound", "", "was not found in this key vault")
                        .with("content-type", "application/json");
    }
}
