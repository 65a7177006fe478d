package io.strongroom.server.auth.issuer;

/**
 * Why the issuer refuses: the AADSTS number that Entra ID uses for it, the OAuth error and the HTTP
 * status.
 *
 * <p>Source: Microsoft Entra authentication error codes; RFC 6749, 5.2.
 */
public enum TokenError {
    TENANT_UNKNOWN(90002, "invalid_request", 400),
    TENANT_NOT_NAMED(50059, "invalid_request", 400),
    METHOD_NOT_POST(900561, "invalid_request", 405),
    MALFORMED_REQUEST(90013, "invalid_request", 400),
    BODY_TOO_LARGE(90013, "invalid_request", 413),
    PARAMETER_MISSING(900144, "invalid_request", 400),
    GRANT_TYPE_UNSUPPORTED(70003, "unsupported_grant_type", 400),
    SCOPE_NOT_DEFAULT(1002012, "invalid_scope", 400),
    SCOPE_OF_MANY_RESOURCES(28000, "invalid_scope", 400),
    RESOURCE_UNKNOWN(500011, "invalid_resource", 400),
    CLIENT_UNKNOWN(700016, "unauthorized_client", 400),
    CREDENTIAL_MISSING(7000216, "invalid_client", 401),
    SECRET_WRONG(7000215, "invalid_client", 401),
    ASSERTION_MALFORMED(50027, "invalid_client", 401),
    ASSERTION_REPLAYED(50012, "invalid_client", 401),
    ASSERTION_OF_OTHER_CLIENT(700021, "invalid_client", 401),
    ASSERTION_FOR_OTHER_AUDIENCE(700023, "invalid_client", 401),
    ASSERTION_OUT_OF_TIME(700024, "invalid_client", 401),
    ASSERTION_SIGNATURE_WRONG(700027, "invalid_client", 401),
    BUSY(90055, "temporarily_unavailable", 429),
    NO_SIGNING_KEY(90033, "temporarily_unavailable", 503);

    private final int number;
    private final String oauthError;
    private final int status;

    TokenError(int number, String oauthError, int status) {
        this.number = number;
        this.oauthError = oauthError;
        this.status = status;
    }

    public int number() {
        return number;
    }

    public String oauthError() {
        return oauthError;
    }

    public int status() {
        return status;
    }

    TokenOutcome.Refused because(String text) {
        return new TokenOutcome.Refused(this, text);
    }
}
