package io.strongroom.client;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;
import io.strongroom.client.http.JsonCodec;
import io.strongroom.client.transport.NoAnswerException;
import io.strongroom.client.transport.Transport;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Tokens by client secret (OAuth 2.0 client credentials, RFC 6749 section 4.4). Kept until shortly
 * before they expire; one caller fetches while the others wait, and what it gets is what they get,
 * be it a failure: nobody waits for more than one fetch. Thread-safe.
 */
public final class ClientSecretTokens implements TokenProvider {
    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(5);

    /** The principal. Its text form does not show the secret. */
    public record Credential(URI authority, String tenant, String clientId, String clientSecret) {
        @Override
        public String toString() {
            return "Credential(" + clientId + " at " + authority + "/" + tenant + ")";
        }
    }

    private record Grant(
            @JsonProperty("access_token") @Nullable String accessToken,
            @JsonProperty("expires_in") @Nullable Long expiresIn) {}

    private record Denial(
            @Nullable String error,
            @JsonProperty("error_description") @Nullable String description) {}

    /** Times of the monotonic clock. */
    private record Kept(String token, long refreshAt, long expiresAt) {}

    private final Transport transport;
    private final Credential credential;
    private final LongSupplier nanoTime;
    private final ReentrantLock fetching = new ReentrantLock();
    private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();
    private final AtomicLong fetches = new AtomicLong();

    /** How the last fetch failed; null when it did not. Guarded by {@link #fetching}. */
    private @Nullable StrongroomException failure;

    public ClientSecretTokens(Transport transport, Credential credential) {
        this(transport, credential, System::nanoTime);
    }

    ClientSecretTokens(Transport transport, Credential credential, LongSupplier nanoTime) {
        this.transport = transport;
        this.credential = credential;
        this.nanoTime = nanoTime;
    }

    @Override
    public String token() {
        var fresh = fresh();
        if (fresh.isPresent()) {
            return fresh.get();
        }
        var before = fetches.get();
        fetching.lock();
        try {
            // Another caller may have fetched while this one waited, with or without success.
            return fresh().orElseGet(() -> fetches.get() == before ? renewed() : shared());
        } finally {
            fetching.unlock();
        }
    }

    @Override
    public void refused(String token) {
        kept.updateAndGet(
                current -> current != null && current.token().equals(token) ? null : current);
    }

    private Optional<String> fresh() {
        var current = kept.get();
        return current != null && nanoTime.getAsLong() - current.refreshAt() < 0
                ? Optional.of(current.token())
                : Optional.empty();
    }

    /** A new token; if none can be had, the old one as long as it is good. */
    private String renewed() {
        try {
            var next = fetch();
            kept.set(next);
            failure = null;
            return next.token();
        } catch (StrongroomException e) {
            failure = e;
            return stillGood().orElseThrow(() -> e);
        } finally {
            fetches.incrementAndGet();
        }
    }

    /** What another caller's fetch came to. */
    private String shared() {
        var failed = failure;
        // Without a failure, what it got was refused since: that is worth another fetch.
        return failed == null ? renewed() : stillGood().orElseThrow(() -> failed);
    }

    private Optional<String> stillGood() {
        var old = kept.get();
        return old != null && nanoTime.getAsLong() - old.expiresAt() < 0
                ? Optional.of(old.token())
                : Optional.empty();
    }

    private Kept fetch() {
        var uri =
                credential
                        .authority()
                        .resolve("/" + encoded(credential.tenant()) + "/oauth2/v2.0/token");
        var form =
                "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s"
                        .formatted(
                                encoded(credential.clientId()),
                                encoded(credential.clientSecret()),
                                encoded(transport.cluster().audience() + "/.default"));
        var base = Call.read("POST", uri);
        var call =
                new Call(base.method(), uri, base.headers(), Content.ofUtf8(form), base.effect())
                        .with("content-type", "application/x-www-form-urlencoded")
                        .with("accept", "application/json");
        var asked = nanoTime.getAsLong();
        try {
            var answer = transport.send(call).answer();
            if (!answer.isSuccess()) {
                var denial = JsonCodec.read(answer.content(), Denial.class);
                throw StrongroomException.unauthorized(
                        "no token for client "
                                + credential.clientId()
                                + ": "
                                + denial.map(ClientSecretTokens::reason)
                                        .orElse("status " + answer.status()),
                        answer);
            }
            return JsonCodec.read(answer.content(), Grant.class)
                    .flatMap(grant -> kept(grant, asked))
                    .orElseThrow(() ->
                            StrongroomException.malformed(
                                    "the token endpoint gave no token", answer));
        } catch (NoAnswerException e) {
            throw StrongroomException.of(e, false);
        }
    }

    private static Optional<Kept> kept(Grant grant, long asked) {
        var token = grant.accessToken();
        var seconds = grant.expiresIn();
        if (token == null || seconds == null || seconds <= 0) {
            return Optional.empty();
        }
        var lifetime = Duration.ofSeconds(seconds);
        var fifth = lifetime.dividedBy(5);
        var margin = fifth.compareTo(LONGEST_MARGIN) < 0 ? fifth : LONGEST_MARGIN;
        var expiresAt = asked + lifetime.toNanos();
        return Optional.of(new Kept(token, expiresAt - margin.toNanos(), expiresAt));
    }

    private static String reason(Denial denial) {
        var description = denial.description();
        return description == null ? String.valueOf(denial.error()) : description;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
