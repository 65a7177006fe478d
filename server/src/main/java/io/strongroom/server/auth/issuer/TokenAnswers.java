package io.strongroom.server.auth.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Writes token outcomes the way Entra ID does. Thread-safe. */
final class TokenAnswers {
    private static final String JSON_TYPE = "application/json; charset=utf-8";
    private static final String RETRY_AFTER_SECONDS = "2";
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final ObjectMapper mapper = new ObjectMapper();
    private final InstantSource clock;

    TokenAnswers(InstantSource clock) {
        this.clock = clock;
    }

    IssuerAnswer granted(TokenOutcome.Granted token, EndpointVersion version) {
        long seconds = token.expiresSeconds() - token.notBeforeSeconds();
        ObjectNode body = mapper.createObjectNode().put("token_type", "Bearer");
        switch (version) {
            case V1 ->
                    // The old endpoint gives every number as a string.
                    body.put("expires_in", Long.toString(seconds))
                            .put("ext_expires_in", Long.toString(seconds))
                            .put("expires_on", Long.toString(token.expiresSeconds()))
                            .put("not_before", Long.toString(token.notBeforeSeconds()))
                            .put("resource", token.resource());
            case V2 -> body.put("expires_in", seconds).put("ext_expires_in", seconds);
        }
        body.put("access_token", token.accessToken());
        return new IssuerAnswer(200, JSON_TYPE, json(body), headers());
    }

    /**
     * @param byHeader the client showed an Authorization header: only then does a 401 name a scheme
     *     (RFC 6749, 5.2), which Entra ID never does and some HTTP clients stumble over
     */
    IssuerAnswer refused(TokenOutcome.Refused refusal, boolean byHeader) {
        TokenError error = refusal.error();
        Instant now = clock.instant();
        String traceId = UUID.randomUUID().toString();
        ObjectNode body =
                mapper.createObjectNode()
                        .put("error", error.oauthError())
                        .put(
                                "error_description",
                                "AADSTS" + error.number() + ": " + refusal.text());
        body.putArray("error_codes").add(error.number());
        body.put("timestamp", TIMESTAMP.format(now))
                .put("trace_id", traceId)
                .put("correlation_id", traceId);
        SortedMap<String, String> headers = headers();
        if (error.status() == 401 && byHeader) {
            headers.put("WWW-Authenticate", "Basic realm=\"token\"");
        }
        if (error.status() == 405) {
            headers.put("Allow", "POST");
        }
        if (error.status() == 429 || error.status() == 503) {
            headers.put("Retry-After", RETRY_AFTER_SECONDS);
        }
        return new IssuerAnswer(error.status(), JSON_TYPE, json(body), headers);
    }

    /** An address that no document or endpoint has, or a method that it does not take. */
    IssuerAnswer noSuchEndpoint(int status) {
        ObjectNode body =
                mapper.createObjectNode()
                        .put("error", "invalid_request")
                        .put("error_description", "This issuer has no such endpoint.");
        SortedMap<String, String> headers = headers();
        if (status == 405) {
            headers.put("Allow", "GET, HEAD");
        }
        return new IssuerAnswer(status, JSON_TYPE, json(body), headers);
    }

    IssuerAnswer document(String json) {
        return new IssuerAnswer(200, JSON_TYPE, json, headers());
    }

    private static SortedMap<String, String> headers() {
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put("Cache-Control", "no-store");
        headers.put("Pragma", "no-cache");
        headers.put("X-Content-Type-Options", "nosniff");
        return headers;
    }

    private String json(ObjectNode node) {
        try {
            return mapper.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
        }
    }
}
