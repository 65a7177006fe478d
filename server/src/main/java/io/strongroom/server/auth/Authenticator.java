package io.strongroom.server.auth;

import io.strongroom.storage.command.Bytes;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Turns an Authorization header into a {@link Caller} or a refusal. Thread-safe; does no I/O beyond
 * the keys' supplier. A removed signing key is refused from the next request on, an expired token
 * at its time, whether or not it was seen before.
 *
 * <p>Source: RFC 6750 (bearer tokens), RFC 8725 (JWT best practice).
 */
public final class Authenticator {
    /** What the clocks of the issuing node and this one may differ by. */
    static final long SKEW_SECONDS = 60;

    static final int MAX_TOKEN_CHARS = 16 * 1024;
    private static final int CACHED_TOKENS = 10_000;

    private final VerificationKeys keys;
    private final InstantSource clock;
    private final TokenVerifier verifier;
    private final VerifiedTokens seen = new VerifiedTokens(CACHED_TOKENS);

    public Authenticator(
            Authority authority, Audiences audiences, VerificationKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        this.verifier = new TokenVerifier(authority, audiences);
    }

    /**
     * Checks one request's token.
     *
     * @param authorization the header as received, null when there is none
     */
    public Authentication authenticate(@Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) {
            return new Authentication.Refused(
                    "AKV10000: Request is missing a Bearer or PoP token.");
        }
        String header = authorization.strip();
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        if (!scheme.equalsIgnoreCase("Bearer") || space < 0) {
            return new Authentication.Refused(
                    "AKV10000: Request is missing a Bearer token; no other authorization scheme is"
                            + " supported.");
        }
        String token = header.substring(space + 1).strip();
        if (token.length() > MAX_TOKEN_CHARS) {
            return new Authentication.Refused(
                    "[InvalidToken] The bearer token is longer than "
                            + MAX_TOKEN_CHARS
                            + " characters.");
        }
        return checkToken(token);
    }

    private Authentication checkToken(String token) {
        VerificationKeys.Snapshot current = keys.current();
        if (current.keys().isEmpty()) {
            return new Authentication.Undecidable();
        }
        Bytes digest = sha256(token);
        Optional<VerifiedToken> known = seen.find(current.version(), digest);
        if (known.isPresent()) {
            return checkTimes(known.get(), digest);
        }
        return switch (verifier.verify(token, current)) {
            case TokenVerifier.Verdict.Invalid invalid ->
                    new Authentication.Refused(invalid.message());
            case TokenVerifier.Verdict.Valid valid -> {
                Authentication checked = checkTimes(valid.token(), digest);
                if (checked instanceof Authentication.Authenticated) {
                    seen.remember(current.version(), digest, valid.token());
                }
                yield checked;
            }
        };
    }

    private Authentication checkTimes(VerifiedToken token, Bytes digest) {
        long now = clock.instant().getEpochSecond();
        if (now >= token.expiresSeconds() + SKEW_SECONDS) {
            seen.forget(digest);
            return new Authentication.Refused(
                    "[TokenExpired] Error validating token: S2S12086: its lifetime has ended. Get a"
                            + " new token.");
        }
        if (now < token.notBeforeSeconds() - SKEW_SECONDS) {
            return new Authentication.Refused(
                    "[TokenNotYetValid] Error validating token: its lifetime has not begun. Check"
                            + " the clocks of the cluster's nodes.");
        }
        return new Authentication.Authenticated(token.caller());
    }

    /** How many verified tokens are remembered. */
    int rememberedTokens() {
        return seen.size();
    }

    private static Bytes sha256(String token) {
        try {
            return Bytes.copyOf(
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
