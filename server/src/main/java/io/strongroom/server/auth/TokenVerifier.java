package io.strongroom.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import org.jspecify.annotations.Nullable;

import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks everything about an access token but its times: form, algorithm, issuer, signature,
 * audience, tenant and the claims that name the caller. Thread-safe.
 *
 * <p>Only RS256 under a key of the embedded issuer is accepted (RFC 8725, 3.1): the algorithm is
 * never the token's choice, and a header that brings or points to a key of its own is refused.
 */
final class TokenVerifier {
    /** What our own tokens carry; anything else was not made here. */
    private static final Set<String> HEADER_MEMBERS = Set.of("alg", "kid", "typ");

    private final Authority authority;
    private final Audiences audiences;
    private final Verdict.Invalid untrusted;

    /** The outcome. */
    sealed interface Verdict {
        /** Genuine and for us; its times are still to be checked. */
        record Valid(VerifiedToken token) implements Verdict {}

        /** The error text. */
        record Invalid(String message) implements Verdict {}
    }

    TokenVerifier(Authority authority, Audiences audiences) {
        this.authority = authority;
        this.audiences = audiences;
        // One text for every kind of forgery: it helps an honest client and tells a forger nothing.
        this.untrusted =
                new Verdict.Invalid(
                        "[InvalidToken] The bearer token is malformed or was not signed by a"
                                + " current key of "
                                + authority.issuer()
                                + ". Get a new token there.");
    }

    Verdict verify(String token, VerificationKeys.Snapshot keys) {
        Optional<ParsedJwt> parsed = ParsedJwt.of(token);
        if (parsed.isEmpty() || !isOurHeader(parsed.get().jwt().getHeader())) {
            return untrusted;
        }
        // Before the signature, so that a token of another issuer, whose key is unknown here, gets
        // the answer that explains it.
        @Nullable String issuer = parsed.get().claims().getIssuer();
        if (!authority.issuer().equals(issuer)) {
            return new Verdict.Invalid(
                    "AKV10032: Invalid issuer. Expected one of "
                            + authority.issuer()
                            + ", found "
                            + Echo.of(issuer)
                            + ".");
        }
        try {
            return check(processor(keys).process(parsed.get().jwt(), null));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return untrusted;
        }
    }

    private static boolean isOurHeader(JWSHeader header) {
        return JWSAlgorithm.RS256.equals(header.getAlgorithm())
                && header.getKeyID() != null
                && HEADER_MEMBERS.containsAll(header.getIncludedParams());
    }

    private static DefaultJWTProcessor<SecurityContext> processor(VerificationKeys.Snapshot keys) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(
                        JWSAlgorithm.RS256, new ImmutableJWKSet<>(keys.publicKeys())));
        // The claims are checked below and by the caller, against the injected clock.
        processor.setJWTClaimsSetVerifier(null);
        return processor;
    }

    private Verdict check(JWTClaimsSet claims) throws ParseException {
        List<String> found = claims.getAudience();
        Optional<String> audience =
                found.size() == 1 ? audiences.canonical(found.getFirst()) : Optional.empty();
        if (audience.isEmpty()) {
            return new Verdict.Invalid(
                    "AKV10022: Invalid audience. Expected "
                            + audiences.resource()
                            + ", found: "
                            + Echo.of(String.join(",", found))
                            + ".");
        }
        @Nullable String tenant = claims.getStringClaim("tid");
        if (!authority.tenant().toString().equals(tenant)) {
            return new Verdict.Invalid(
                    "AKV10032: Invalid issuer. Expected a token of tenant "
                            + authority.tenant()
                            + ", found "
                            + Echo.of(tenant)
                            + ".");
        }
        @Nullable String objectId = claims.getStringClaim("oid");
        @Nullable String appId = claims.getStringClaim("appid");
        if (objectId == null
                || objectId.isBlank()
                || appId == null
                || appId.isBlank()
                || claims.getExpirationTime() == null
                || claims.getNotBeforeTime() == null) {
            return untrusted;
        }
        return new Verdict.Valid(
                new VerifiedToken(
                        new Caller(objectId, appId, authority.issuer()),
                        claims.getNotBeforeTime().toInstant().getEpochSecond(),
                        claims.getExpirationTime().toInstant().getEpochSecond()));
    }
}
