package io.strongroom.server.auth.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import io.strongroom.server.auth.Authority;
import io.strongroom.server.auth.ParsedJwt;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ServicePrincipal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies client assertions: JWTs that a client signs with the key of a certificate registered for
 * it. Thread-safe. RS256, PS256 and ES256; keys that the JWT's own header brings or names are not
 * looked at.
 *
 * <p>Source: RFC 7523, section 3; Entra ID's certificate credentials.
 */
final class AssertionVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(AssertionVerifier.class);
    private static final int MAX_CHARS = 16 * 1024;
    private static final int MAX_JWT_ID_CHARS = 256;
    private static final Duration SKEW = Duration.ofSeconds(60);

    /** Terraform's provider signs for one hour, the identity libraries for ten minutes. */
    private static final Duration MAX_LIFETIME = Duration.ofHours(1);

    private static final Set<JWSAlgorithm> RSA_ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private final Set<String> audiences;
    private final InstantSource clock;
    private final UsedAssertions used;

    AssertionVerifier(Authority authority, InstantSource clock, UsedAssertions used) {
        this.audiences =
                Set.of(
                        authority.tokenEndpointV1(),
                        authority.tokenEndpointV2(),
                        authority.issuer(),
                        authority.tenantUrl());
        this.clock = clock;
        this.used = used;
    }

    /** Empty when the assertion proves to be the principal's and was not used before. */
    Optional<TokenOutcome.Refused> refuse(ServicePrincipal principal, String assertion) {
        Instant now = clock.instant();
        if (assertion.length() > MAX_CHARS) {
            return malformed("is longer than " + MAX_CHARS + " characters");
        }
        Optional<ParsedJwt> parsed = ParsedJwt.of(assertion);
        if (parsed.isEmpty()) {
            return malformed("is no signed JWT");
        }
        JWSHeader header = parsed.get().jwt().getHeader();
        boolean knownAlgorithm =
                RSA_ALGORITHMS.contains(header.getAlgorithm())
                        || JWSAlgorithm.ES256.equals(header.getAlgorithm());
        if (!knownAlgorithm) {
            return malformed("is signed with another algorithm than RS256, PS256 or ES256");
        }
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            return malformed("has critical header parameters, none of which is supported");
        }
        if (!isSignedByOneOf(principal, parsed.get().jwt(), now)) {
            return Optional.of(
                    TokenError.ASSERTION_SIGNATURE_WRONG.because(
                            "Client assertion contains an invalid signature. [Reason - No"
                                    + " certificate registered for the application and valid"
                                    + " today verifies it.]"));
        }
        return refuseClaims(principal.clientId(), parsed.get().claims(), now);
    }

    private static boolean isSignedByOneOf(ServicePrincipal principal, SignedJWT jwt, Instant now) {
        for (Bytes der : principal.certificates()) {
            Optional<JWSVerifier> verifier = verifier(der, jwt.getHeader().getAlgorithm(), now);
            try {
                if (verifier.isPresent() && jwt.verify(verifier.get())) {
                    return true;
                }
            } catch (JOSEException e) {
                LOG.atDebug()
                        .addKeyValue("clientId", principal.clientId())
                        .setCause(e)
                        .log("client_assertion_refused");
            }
        }
        return false;
    }

    /** Empty when the certificate is out of date or its key does not fit the algorithm. */
    private static Optional<JWSVerifier> verifier(Bytes der, JWSAlgorithm algorithm, Instant now) {
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der.toArray()));
            certificate.checkValidity(Date.from(now));
            if (certificate.getPublicKey() instanceof RSAPublicKey rsa) {
                return RSA_ALGORITHMS.contains(algorithm)
                        ? Optional.of(new RSASSAVerifier(rsa))
                        : Optional.empty();
            }
            return certificate.getPublicKey() instanceof ECPublicKey ec
                            && JWSAlgorithm.ES256.equals(algorithm)
                    ? Optional.of(new ECDSAVerifier(ec))
                    : Optional.empty();
        } catch (CertificateException | JOSEException e) {
            LOG.atDebug().setCause(e).log("client_certificate_unusable");
            return Optional.empty();
        }
    }

    private Optional<TokenOutcome.Refused> refuseClaims(
            String clientId, JWTClaimsSet claims, Instant now) {
        if (!clientId.equalsIgnoreCase(claims.getIssuer())
                || !clientId.equalsIgnoreCase(claims.getSubject())) {
            return Optional.of(
                    TokenError.ASSERTION_OF_OTHER_CLIENT.because(
                            "Client assertion's issuer and subject must both be the 'client_id' of"
                                    + " the request."));
        }
        List<String> audience = claims.getAudience();
        if (audience.size() != 1 || !isOurs(audience.getFirst())) {
            return Optional.of(
                    TokenError.ASSERTION_FOR_OTHER_AUDIENCE.because(
                            "Client assertion's audience must be the token endpoint or the"
                                    + " issuer's URL, and nothing else."));
        }
        if (!isInTime(claims, now)) {
            return Optional.of(
                    TokenError.ASSERTION_OUT_OF_TIME.because(
                            "Client assertion is not within its valid time range, has no expiry or"
                                    + " expires more than one hour from now. Check the client's"
                                    + " clock."));
        }
        return refuseReuse(clientId, claims, now);
    }

    private static boolean isInTime(JWTClaimsSet claims, Instant now) {
        @Nullable Date expires = claims.getExpirationTime();
        @Nullable Date notBefore = claims.getNotBeforeTime();
        return expires != null
                && now.isBefore(expires.toInstant().plus(SKEW))
                && !expires.toInstant().isAfter(now.plus(MAX_LIFETIME).plus(SKEW))
                && (notBefore == null || !notBefore.toInstant().isAfter(now.plus(SKEW)));
    }

    private Optional<TokenOutcome.Refused> refuseReuse(
            String clientId, JWTClaimsSet claims, Instant now) {
        @Nullable String jwtId = claims.getJWTID();
        if (jwtId == null || jwtId.isBlank() || jwtId.length() > MAX_JWT_ID_CHARS) {
            return malformed("has no 'jti' of 1 to " + MAX_JWT_ID_CHARS + " characters");
        }
        long gone =
                claims.getExpirationTime().toInstant().plus(SKEW).plusSeconds(1).getEpochSecond();
        return switch (used.use(clientId, jwtId, now.getEpochSecond(), gone)) {
            case FIRST -> Optional.empty();
            case REPEATED ->
                    Optional.of(
                            TokenError.ASSERTION_REPLAYED.because(
                                    "Client assertion was used before. Sign a new one, with its own"
                                            + " 'jti', for each request."));
            case NO_ROOM ->
                    Optional.of(
                            TokenError.BUSY.because(
                                    "Too many client assertions are outstanding. Try again"
                                            + " later."));
        };
    }

    private boolean isOurs(@Nullable String audience) {
        if (audience == null) {
            return false;
        }
        String lower = audience.toLowerCase(Locale.ROOT);
        return audiences.contains(
                lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower);
    }

    private static Optional<TokenOutcome.Refused> malformed(String why) {
        return Optional.of(
                TokenError.ASSERTION_MALFORMED.because("The client assertion " + why + "."));
    }
}
