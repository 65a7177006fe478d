package io.strongroom.server.auth;

import java.net.URI;
import java.util.Locale;
import java.util.UUID;

/**
 * The embedded issuer's URLs. Every token has the same issuer, whichever endpoint gave it.
 *
 * @param base https, host and (unless 443) port; no trailing slash
 */
public record Authority(String base, UUID tenant) {

    /**
     * From the configured authority URL.
     *
     * @throws IllegalArgumentException unless it is https, host and port only: clients refuse
     *     anything else, and drop a path
     */
    public static Authority of(URI url, UUID tenant) {
        String path = url.getRawPath();
        boolean bare =
                "https".equalsIgnoreCase(url.getScheme())
                        && url.getHost() != null
                        && (path == null || path.isEmpty() || path.equals("/"))
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null
                        && url.getRawUserInfo() == null;
        if (!bare) {
            throw new IllegalArgumentException(
                    "the authority is an https URL of host and port only, not " + url);
        }
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return new Authority("https://" + withPort(host, url.getPort()), tenant);
    }

    /** The host, with its port unless that is https's own: some clients compare the text. */
    static String withPort(String host, int port) {
        return port == -1 || port == 443 ? host : host + ":" + port;
    }

    /** The base without its scheme. */
    public String hostAndPort() {
        return base.substring("https://".length());
    }

    /** The base with the tenant, what the challenge names. */
    public String tenantUrl() {
        return base + "/" + tenant;
    }

    /** The {@code iss} of every token. */
    public String issuer() {
        return tenantUrl() + "/v2.0";
    }

    public String tokenEndpointV1() {
        return tenantUrl() + "/oauth2/token";
    }

    public String tokenEndpointV2() {
        return tenantUrl() + "/oauth2/v2.0/token";
    }

    public String keysUrl() {
        return tenantUrl() + "/discovery/v2.0/keys";
    }

    public String discoveryUrl() {
        return issuer() + "/.well-known/openid-configuration";
    }
}
