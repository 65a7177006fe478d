package io.strongroom.server.auth.issuer;

import io.strongroom.server.auth.Authority;
import io.strongroom.server.auth.VerificationKeys;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The issuer's HTTP side without an HTTP library: everything under the authority's host.
 * Thread-safe; a token request with a client secret takes some tenths of a second.
 */
public final class IssuerEndpoint {
    static final int MAX_BODY_BYTES = 64 * 1024;
    private static final String FORM_TYPE = "application/x-www-form-urlencoded";

    /** Validators and MSAL ask under these when they know no tenant; there is only one here. */
    private static final Set<String> ANY_TENANT = Set.of("common", "organizations");

    private final Authority authority;
    private final TokenIssuer issuer;
    private final VerificationKeys keys;
    private final Discovery discovery;
    private final TokenAnswers answers;

    public IssuerEndpoint(
            Authority authority, TokenIssuer issuer, VerificationKeys keys, InstantSource clock) {
        this.authority = authority;
        this.issuer = issuer;
        this.keys = keys;
        this.discovery = new Discovery(authority);
        this.answers = new TokenAnswers(clock);
    }

    /**
     * Answers a request.
     *
     * @param rawPath as received, with or without the query, not decoded
     * @param authorization the Authorization header, null when there is none
     * @param contentType the Content-Type header, null when there is none
     * @param body at most {@code MAX_BODY_BYTES} are looked at; a longer one is refused
     */
    public IssuerAnswer handle(
            String method,
            String rawPath,
            @Nullable String authorization,
            @Nullable String contentType,
            byte[] body) {
        // Some clients end the path with a slash, some double one.
        List<String> segments =
                Arrays.stream(rawPath.split("[?#]", 2)[0].split("/"))
                        .filter(segment -> !segment.isEmpty())
                        .toList();
        if (segments.size() < 2) {
            return answers.noSuchEndpoint(404);
        }
        String tenant = segments.getFirst();
        String rest =
                String.join("/", segments.subList(1, segments.size())).toLowerCase(Locale.ROOT);
        return switch (rest) {
            case "oauth2/token", "oauth2/v2.0/token" -> {
                EndpointVersion version =
                        rest.equals("oauth2/token") ? EndpointVersion.V1 : EndpointVersion.V2;
                if (!method.equals("POST")) {
                    yield answers.refused(
                            TokenError.METHOD_NOT_POST.because(
                                    "The endpoint only accepts POST requests."),
                            false);
                }
                yield token(tenant, version, Optional.ofNullable(authorization), contentType, body);
            }
            case "v2.0/.well-known/openid-configuration" ->
                    document(method, tenant, discovery.configuration(EndpointVersion.V2));
            case ".well-known/openid-configuration" ->
                    document(method, tenant, discovery.configuration(EndpointVersion.V1));
            case "discovery/v2.0/keys", "discovery/keys" -> document(method, tenant, keys.toJson());
            case "discovery/instance" -> document(method, tenant, discovery.instance());
            default -> answers.noSuchEndpoint(404);
        };
    }

    private IssuerAnswer token(
            String tenant,
            EndpointVersion version,
            Optional<String> authorization,
            @Nullable String contentType,
            byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            return answers.refused(
                    TokenError.BODY_TOO_LARGE.because(
                            "The request body is longer than " + MAX_BODY_BYTES + " bytes."),
                    false);
        }
        Optional<Form> form = isForm(contentType) ? Form.parse(body) : Optional.empty();
        if (form.isEmpty()) {
            return answers.refused(
                    TokenError.MALFORMED_REQUEST.because(
                            "The request must be a well-formed "
                                    + FORM_TYPE
                                    + " in UTF-8 that names each parameter once."),
                    false);
        }
        return switch (issuer.issue(new TokenRequest(tenant, version, form.get(), authorization))) {
            case TokenOutcome.Granted granted -> answers.granted(granted, version);
            case TokenOutcome.Refused refused ->
                    answers.refused(refused, authorization.isPresent());
        };
    }

    private static boolean isForm(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().equalsIgnoreCase(FORM_TYPE);
    }

    private IssuerAnswer document(String method, String tenant, String json) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return answers.noSuchEndpoint(405);
        }
        return ANY_TENANT.contains(tenant) || authority.tenant().toString().equalsIgnoreCase(tenant)
                ? answers.document(json)
                : answers.refused(TokenIssuer.tenantUnknown(tenant), false);
    }
}
