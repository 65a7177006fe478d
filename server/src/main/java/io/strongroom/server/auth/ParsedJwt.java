package io.strongroom.server.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import org.jspecify.annotations.Nullable;

import java.text.ParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A signed JWT whose parts are well-formed; neither its signature nor any claim is checked.
 *
 * @param claims may hold anything
 */
public record ParsedJwt(SignedJWT jwt, JWTClaimsSet claims) {

    /** Strict, so that one token has one spelling: the library would skip foreign characters. */
    private static final Pattern COMPACT =
            Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** Reads the compact form; empty for anything else, however hostile. */
    public static Optional<ParsedJwt> of(String text) {
        if (!COMPACT.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            @Nullable JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return claims == null ? Optional.empty() : Optional.of(new ParsedJwt(jwt, claims));
        } catch (ParseException | RuntimeException e) {
            // Nimbus 10.10 answers some malformed input, such as the header "null", with a
            // NullPointerException; strangers choose this input.
            return Optional.empty();
        }
    }

    /** Not the token. */
    @Override
    public String toString() {
        return "ParsedJwt(" + jwt.getHeader().getAlgorithm() + ")";
    }
}
