package io.strongroom.server.auth.issuer;

/** What a token request led to. */
public sealed interface TokenOutcome {

    /**
     * A token.
     *
     * @param resource its audience
     * @param notBeforeSeconds Unix time
     * @param expiresSeconds Unix time
     */
    record Granted(String accessToken, String resource, long notBeforeSeconds, long expiresSeconds)
            implements TokenOutcome {

        @Override
        public String toString() {
            return "Granted(" + resource + ", until " + expiresSeconds + ")";
        }
    }

    /**
     * No token.
     *
     * @param text what is wrong and what to do, without the AADSTS prefix; holds no credential
     */
    record Refused(TokenError error, String text) implements TokenOutcome {}
}
