package io.strongroom.server.auth;

/**
 * The {@code WWW-Authenticate} header of every 401.
 *
 * @param header one scheme, two quoted parameters, a comma and one space between them: Go's client
 *     splits at spaces, the others at commas, and Go and Python compare the resource's port too
 */
public record Challenge(String header) {

    public static Challenge of(Authority authority, Audiences audiences) {
        return new Challenge(
                "Bearer authorization=\""
                        + authority.tenantUrl()
                        + "\", resource=\""
                        + audiences.resource()
                        + "\"");
    }
}
