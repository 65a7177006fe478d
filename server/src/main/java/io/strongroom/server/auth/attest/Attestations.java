package io.strongroom.server.auth.attest;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.auth.ParsedJwt;
import io.strongroom.server.config.ReleaseSettings;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.Text;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Verifies attestation tokens: form, issuer, signature, times. Keys come only from where the node's
 * configuration says: a policy, which whoever may make a key writes, makes no node fetch anything.
 * Thread-safe; blocks while keys are fetched.
 */
public final class Attestations {
    /** What the clocks of the authority and this node may differ by. */
    private static final long SKEW_SECONDS = 60;

    private static final Logger LOG = LoggerFactory.getLogger(Attestations.class);

    /** No HMAC: the keys are public. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final Map<String, DefaultJWTProcessor<SecurityContext>> processors = new HashMap<>();
    private final InstantSource clock;

    public Attestations(ReleaseSettings settings, InstantSource clock) {
        for (ReleaseSettings.AuthoritySettings authority : settings.authorities()) {
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSKeySelector(
                    new JWSVerificationKeySelector<>(ALGORITHMS, AuthorityKeys.of(authority)));
            // The times are checked below, against the injected clock.
            processor.setJWTClaimsSetVerifier(null);
            processors.put(withoutSlash(authority.issuer()), processor);
        }
        this.clock = clock;
    }

    /**
     * What the token states, if an authority has signed it that counts here.
     *
     * @param counts whether a policy has a rule for what this issuer states
     * @throws ApiException 400 when it is no token, 403 when it proves nothing, 503 when the
     *     authority's keys cannot be had
     */
    public Attested verified(String token, Predicate<String> counts) {
        ParsedJwt parsed = ParsedJwt.of(token).orElseThrow(Attestations::noToken);
        JsonNode claims = claims(parsed);
        String issuer = Optional.ofNullable(claims.path("iss").textValue()).orElse("");
        if (!counts.test(issuer)) {
            throw refused(
                    "its issuer "
                            + Text.shown(issuer)
                            + " is no authority of the key's release policy");
        }
        DefaultJWTProcessor<SecurityContext> processor =
                Optional.ofNullable(processors.get(withoutSlash(issuer)))
                        .orElseThrow(() ->
                                refused(
                                        "release.authorities in the node's configuration does not"
                                                + " list its issuer, and no other authority's keys"
                                                + " are fetched"));
        try {
            processor.process(parsed.jwt(), null);
        } catch (KeySourceException e) {
            LOG.atWarn().addKeyValue("issuer", issuer).setCause(e).log("authority_keys_missing");
            throw ErrorMapper.notServing(
                    "it cannot get the keys of the authority " + Text.shown(issuer));
        } catch (BadJOSEException | JOSEException e) {
            throw refused("no current key of its issuer has signed it");
        }
        requireTimes(claims);
        return new Attested(issuer, claims);
    }

    /**
     * Whether both mean one authority: some are written with a slash at the end that tokens lack.
     */
    public static boolean isSame(String authority, String issuer) {
        return withoutSlash(authority).equals(withoutSlash(issuer));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Read as strictly as everything else: of two members of one name none is believed. */
    private static JsonNode claims(ParsedJwt parsed) {
        try {
            JsonNode claims = Json.read(parsed.jwt().getPayload().toBytes());
            if (claims.isObject()) {
                return claims;
            }
        } catch (ApiException e) {
            // Its text would mean the request's body.
        }
        throw noToken();
    }

    private void requireTimes(JsonNode claims) {
        long now = clock.instant().getEpochSecond();
        JsonNode expires = claims.path("exp");
        if (!expires.isNumber() || now >= expires.longValue() + SKEW_SECONDS) {
            throw refused("it has expired, or says not when it does");
        }
        JsonNode notBefore = claims.path("nbf");
        boolean isValid =
                notBefore.isMissingNode()
                        || (notBefore.isNumber() && now >= notBefore.longValue() - SKEW_SECONDS);
        if (!isValid) {
            throw refused("it is not valid yet");
        }
    }

    private static ApiException noToken() {
        return ApiException.badParameter("The property target is not an attestation token.");
    }

    /** 403: the token does not let the key go. */
    private static ApiException refused(String why) {
        return new ApiException(
                ErrorCode.FORBIDDEN, "The attestation token in target is refused: " + why + ".");
    }
}
