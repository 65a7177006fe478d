package io.strongroom.client.http;

import java.util.Optional;

/**
 * The error in an answer's body, read with tolerance: it may come from a newer node or from
 * something that is none.
 *
 * @param innerCode empty when there is none
 */
public record ErrorBody(String code, String innerCode, String message) {
    /** Empty when the body is no such error. */
    public static Optional<ErrorBody> of(Answer answer) {
        var error = JsonCodec.tree(answer.content()).path("error");
        var code = error.path("code").asText("");
        if (code.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ErrorBody(
                        code,
                        error.path("innererror").path("code").asText(""),
                        error.path("message").asText("")));
    }
}
