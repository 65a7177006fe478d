package io.strongroom.server.auth.issuer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.strongroom.server.auth.Authority;

import java.net.URI;

/**
 * The documents by which clients find the issuer's endpoints. Immutable.
 *
 * <p>Source: OpenID Connect Discovery 1.0, section 3; Entra ID's instance discovery.
 */
final class Discovery {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Authority authority;

    Discovery(Authority authority) {
        this.authority = authority;
    }

    /** The OpenID configuration; only the token endpoint differs by version. */
    String configuration(EndpointVersion version) {
        String tokenEndpoint =
                switch (version) {
                    case V1 -> authority.tokenEndpointV1();
                    case V2 -> authority.tokenEndpointV2();
                };
        ObjectNode document =
                mapper.createObjectNode()
                        .put("issuer", authority.issuer())
                        .put("token_endpoint", tokenEndpoint)
                        // Clients demand the member; nobody signs in here interactively.
                        .put(
                                "authorization_endpoint",
                                tokenEndpoint.replaceFirst("token$", "authorize"))
                        .put("jwks_uri", authority.keysUrl());
        list(
                document,
                "token_endpoint_auth_methods_supported",
                "client_secret_post",
                "private_key_jwt",
                "client_secret_basic");
        list(
                document,
                "token_endpoint_auth_signing_alg_values_supported",
                "RS256",
                "PS256",
                "ES256");
        list(document, "grant_types_supported", "client_credentials");
        list(document, "response_types_supported", "token");
        list(document, "response_modes_supported", "query");
        list(document, "subject_types_supported", "public");
        list(document, "id_token_signing_alg_values_supported", "RS256");
        list(document, "scopes_supported", "openid");
        list(
                document,
                "claims_supported",
                "iss",
                "aud",
                "iat",
                "nbf",
                "exp",
                "sub",
                "oid",
                "appid",
                "azp",
                "tid",
                "ver",
                "idtyp",
                "jti",
                "uti");
        document.put("request_uri_parameter_supported", false);
        return document.toString();
    }

    /** Says that the authority's host is its own cloud, so that clients trust it as such. */
    String instance() {
        ObjectNode document =
                mapper.createObjectNode()
                        .put("tenant_discovery_endpoint", authority.discoveryUrl())
                        .put("api-version", "1.1");
        ObjectNode cloud =
                document.putArray("metadata")
                        .addObject()
                        .put("preferred_network", authority.hostAndPort())
                        .put("preferred_cache", authority.hostAndPort());
        ArrayNode aliases = cloud.putArray("aliases").add(authority.hostAndPort());
        String host = URI.create(authority.base()).getHost();
        if (!host.equals(authority.hostAndPort())) {
            aliases.add(host);
        }
        return document.toString();
    }

    private static void list(ObjectNode document, String name, String... values) {
        ArrayNode array = document.putArray(name);
        for (String value : values) {
            array.add(value);
        }
    }
}
