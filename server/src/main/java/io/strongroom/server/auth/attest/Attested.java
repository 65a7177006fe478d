package io.strongroom.server.auth.attest;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an authority has stated, in a token whose signature and times were checked.
 *
 * @param issuer the authority, as the token names it
 */
public record Attested(String issuer, JsonNode claims) {
    /** Not the claims. */
    @Override
    public String toString() {
        return "Attested[" + issuer + "]";
    }
}
