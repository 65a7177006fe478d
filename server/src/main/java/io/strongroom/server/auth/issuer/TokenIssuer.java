package io.strongroom.server.auth.issuer;

import com.nimbusds.jwt.JWTClaimsSet;

import io.strongroom.server.auth.Audiences;
import io.strongroom.server.auth.Authority;
import io.strongroom.server.auth.Echo;
import io.strongroom.storage.command.ServicePrincipal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Answers token requests with the client-credentials grant (RFC 6749, 4.4) as Entra ID does.
 * Thread-safe. What costs nothing is checked first, the client's secret last.
 */
public final class TokenIssuer {
    private static final String GRANT_TYPE = "client_credentials";
    private static final String DEFAULT_SCOPE = "/.default";

    /** Entra ID's placeholders for "any tenant"; an application has to name its own. */
    private static final Set<String> ANY_TENANT = Set.of("common", "organizations", "consumers");

    private final Authority authority;
    private final Audiences audiences;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Parties parties;

    /**
     * Who takes part in giving a token.
     *
     * @param signer empty while there is no usable signing key
     */
    public record Parties(ClientAuthenticator clients, Supplier<Optional<TokenSigner>> signer) {}

    /**
     * @param lifetime of the tokens, a second at least
     */
    public TokenIssuer(
            Authority authority,
            Audiences audiences,
            Duration lifetime,
            InstantSource clock,
            Parties parties) {
        if (lifetime.toSeconds() < 1) {
            throw new IllegalArgumentException("tokens live for a second at least");
        }
        this.authority = authority;
        this.audiences = audiences;
        this.lifetime = lifetime;
        this.clock = clock;
        this.parties = parties;
    }

    /** Gives a token or says why not. */
    public TokenOutcome issue(TokenRequest request) {
        Optional<TokenOutcome.Refused> refusal =
                refuseTenant(request.tenant()).or(() -> refuseGrantType(request.form()));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        ClientCredential credential = ClientCredential.of(request);
        if (credential instanceof ClientCredential.Unusable unusable) {
            return unusable.refusal();
        }
        return switch (target(request)) {
            case Target.Refused refused -> refused.refusal();
            case Target.Resource resource -> issue(credential, resource.audience());
        };
    }

    private TokenOutcome issue(ClientCredential credential, String resource) {
        Optional<TokenSigner> signer = parties.signer().get();
        if (signer.isEmpty()) {
            return TokenError.NO_SIGNING_KEY.because(
                    "The issuer has no usable signing key for now. Try again later.");
        }
        return switch (parties.clients().check(credential)) {
            case ClientAuthenticator.Check.Failed failed -> failed.refusal();
            case ClientAuthenticator.Check.Known known ->
                    sign(signer.get(), known.principal(), resource);
        };
    }

    /** Empty when the tenant is the one that is served. */
    Optional<TokenOutcome.Refused> refuseTenant(String tenant) {
        if (authority.tenant().toString().equalsIgnoreCase(tenant)) {
            return Optional.empty();
        }
        return Optional.of(
                ANY_TENANT.contains(tenant)
                        ? TokenError.TENANT_NOT_NAMED.because(
                                "No tenant-identifying information found in either the request or"
                                        + " implied by any provided credentials. Use "
                                        + authority.tenantUrl()
                                        + " as the authority.")
                        : tenantUnknown(tenant));
    }

    /** The refusal for a tenant that is not served. */
    static TokenOutcome.Refused tenantUnknown(String tenant) {
        return TokenError.TENANT_UNKNOWN.because(
                "Tenant '"
                        + Echo.of(tenant)
                        + "' not found. Check to make sure you have the correct tenant ID.");
    }

    private static Optional<TokenOutcome.Refused> refuseGrantType(Form form) {
        Optional<String> grantType = form.get("grant_type");
        if (grantType.isEmpty()) {
            return Optional.of(ClientCredential.missing("grant_type"));
        }
        return grantType.get().equals(GRANT_TYPE)
                ? Optional.empty()
                : Optional.of(
                        TokenError.GRANT_TYPE_UNSUPPORTED.because(
                                "The app requested an unsupported grant type '"
                                        + Echo.of(grantType.get())
                                        + "'. Use 'client_credentials'."));
    }

    /** What the token is to be for. */
    private sealed interface Target {
        record Resource(String audience) implements Target {}

        record Refused(TokenOutcome.Refused refusal) implements Target {}
    }

    private Target target(TokenRequest request) {
        String parameter = request.version() == EndpointVersion.V1 ? "resource" : "scope";
        Optional<String> value = request.form().get(parameter);
        if (value.isEmpty()) {
            return new Target.Refused(ClientCredential.missing(parameter));
        }
        return request.version() == EndpointVersion.V1
                ? known(value.get())
                : fromScope(value.get());
    }

    /** Scopes such as openid, which MSAL adds, mean nothing to an application. */
    private Target fromScope(String scope) {
        List<String> resources =
                Arrays.stream(scope.split("\\s+"))
                        .filter(one -> one.endsWith(DEFAULT_SCOPE))
                        .map(one -> one.substring(0, one.length() - DEFAULT_SCOPE.length()))
                        .distinct()
                        .toList();
        if (resources.isEmpty()) {
            return new Target.Refused(
                    TokenError.SCOPE_NOT_DEFAULT.because(
                            "The provided value for scope "
                                    + Echo.of(scope)
                                    + " is not valid. Client credential flows must have a scope"
                                    + " value with /.default suffixed to the resource identifier"
                                    + " (application ID URI)."));
        }
        return resources.size() > 1
                ? new Target.Refused(
                        TokenError.SCOPE_OF_MANY_RESOURCES.because(
                                "Provided value for the input parameter scope is not valid because"
                                        + " it contains more than one resource."))
                : known(resources.getFirst());
    }

    private Target known(String resource) {
        return audiences
                .canonical(resource)
                .<Target>map(Target.Resource::new)
                .orElseGet(() ->
                        new Target.Refused(
                                TokenError.RESOURCE_UNKNOWN.because(
                                        "The resource principal named "
                                                + Echo.of(resource)
                                                + " was not found in the tenant named "
                                                + authority.tenant()
                                                + ". This issuer gives tokens for "
                                                + audiences.resource()
                                                + ".")));
    }

    private TokenOutcome sign(TokenSigner signer, ServicePrincipal principal, String resource) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        Instant expires = now.plusSeconds(lifetime.toSeconds());
        String tokenId = UUID.randomUUID().toString();
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(authority.issuer())
                        .audience(resource)
                        .issueTime(Date.from(now))
                        .notBeforeTime(Date.from(now))
                        .expirationTime(Date.from(expires))
                        .subject(principal.objectId())
                        .claim("oid", principal.objectId())
                        .claim("appid", principal.clientId())
                        .claim("azp", principal.clientId())
                        .claim("tid", authority.tenant().toString())
                        .claim("idtyp", "app")
                        .claim("ver", "2.0")
                        .claim("uti", tokenId)
                        .jwtID(tokenId)
                        .build();
        return new TokenOutcome.Granted(
                signer.sign(claims), resource, now.getEpochSecond(), expires.getEpochSecond());
    }
}
