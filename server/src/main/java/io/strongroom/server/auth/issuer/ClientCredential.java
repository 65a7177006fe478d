package io.strongroom.server.auth.issuer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How a token request says who it is from; nothing of it is verified yet. */
sealed interface ClientCredential {
    String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** A client secret, from the form or a Basic header. */
    record Secret(String clientId, String secret) implements ClientCredential {
        @Override
        public String toString() {
            return "Secret(" + clientId + ")";
        }
    }

    /** A signed JWT (RFC 7523). */
    record Assertion(String clientId, String jwt) implements ClientCredential {
        @Override
        public String toString() {
            return "Assertion(" + clientId + ")";
        }
    }

    /** None, or more than one. */
    record Unusable(TokenOutcome.Refused refusal) implements ClientCredential {}

    /** Finds the one credential of a request. */
    static ClientCredential of(TokenRequest request) {
        if (request.authorization().isPresent()) {
            return fromHeader(request.authorization().get(), request.form());
        }
        Form form = request.form();
        Optional<String> clientId = form.get("client_id");
        if (clientId.isEmpty()) {
            return new Unusable(missing("client_id"));
        }
        Optional<String> secret = form.get("client_secret");
        Optional<String> assertion = form.get("client_assertion");
        if (secret.isPresent() && assertion.isPresent()) {
            return new Unusable(tooMany());
        }
        if (secret.isPresent()) {
            return new Secret(clientId.get(), secret.get());
        }
        if (assertion.isEmpty()) {
            return new Unusable(
                    TokenError.CREDENTIAL_MISSING.because(
                            "'client_assertion' or 'client_secret' is required for the"
                                    + " 'client_credentials' grant type."));
        }
        if (!form.get("client_assertion_type").equals(Optional.of(ASSERTION_TYPE))) {
            return new Unusable(
                    TokenError.MALFORMED_REQUEST.because(
                            "'client_assertion_type' must be '" + ASSERTION_TYPE + "'."));
        }
        return new Assertion(clientId.get(), assertion.get());
    }

    /** Basic authentication; name and password are form-encoded in it (RFC 6749, 2.3.1). */
    private static ClientCredential fromHeader(String header, Form form) {
        if (form.get("client_secret").isPresent() || form.get("client_assertion").isPresent()) {
            return new Unusable(tooMany());
        }
        String[] parts = header.strip().split(" +", 2);
        Optional<String> pair =
                parts.length == 2 && parts[0].equalsIgnoreCase("Basic")
                        ? base64(parts[1])
                        : Optional.empty();
        int colon = pair.map(text -> text.indexOf(':')).orElse(-1);
        if (pair.isEmpty() || colon < 0) {
            return new Unusable(
                    TokenError.CREDENTIAL_MISSING.because(
                            "The Authorization header of a token request must be of the Basic"
                                    + " scheme and hold the client id and the client secret."));
        }
        Optional<String> clientId = Form.decode(pair.get().substring(0, colon));
        Optional<String> secret = Form.decode(pair.get().substring(colon + 1));
        if (clientId.isEmpty() || secret.isEmpty()) {
            return new Unusable(
                    TokenError.MALFORMED_REQUEST.because(
                            "The client id and the client secret of Basic authentication must be"
                                    + " form-encoded."));
        }
        if (!form.get("client_id").orElse(clientId.get()).equalsIgnoreCase(clientId.get())) {
            return new Unusable(
                    TokenError.MALFORMED_REQUEST.because(
                            "'client_id' and the Authorization header name different clients."));
        }
        if (clientId.get().isEmpty()) {
            return new Unusable(missing("client_id"));
        }
        return secret.get().isEmpty()
                ? new Unusable(
                        TokenError.CREDENTIAL_MISSING.because(
                                "The Authorization header holds no client secret."))
                : new Secret(clientId.get(), secret.get());
    }

    private static Optional<String> base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static TokenOutcome.Refused tooMany() {
        return TokenError.MALFORMED_REQUEST.because(
                "A token request carries one credential: 'client_secret', 'client_assertion' or an"
                        + " Authorization header.");
    }

    /** The refusal for a parameter that must be there. */
    static TokenOutcome.Refused missing(String parameter) {
        return TokenError.PARAMETER_MISSING.because(
                "The request body must contain the following parameter: '" + parameter + "'.");
    }
}
