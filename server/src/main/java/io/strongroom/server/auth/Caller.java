package io.strongroom.server.auth;

/**
 * Whom a verified token names.
 *
 * @param objectId the {@code oid} claim, the one role assignments name
 * @param appId the client id
 * @param issuer the {@code iss} claim
 */
public record Caller(String objectId, String appId, String issuer) {

    /** The caller as Azure Key Vault's refusals and its audit log show it. */
    public String description() {
        return "appid=" + appId + ";oid=" + objectId + ";iss=" + issuer;
    }
}
