package io.strongroom.client.transport;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.ErrorBody;

/** What an answer means for the attempts that could follow. */
enum Verdict {
    /** Success or a refusal. */
    FINAL,
    /** Nothing was done; the node or its cluster cannot serve now. */
    BUSY,
    /** Nothing was done; the caller is to slow down. */
    THROTTLED,
    /** The change may have been done: send it again only under the same request id. */
    UNKNOWN;

    static Verdict of(Answer answer) {
        return switch (answer.status()) {
            case 421 -> BUSY; // Only the leader can; the answer says who leads.
            case 429 -> THROTTLED;
            case 503 -> saysNothingWasDone(answer) ? BUSY : UNKNOWN;
            case 500, 502, 504 -> UNKNOWN;
            default -> FINAL;
        };
    }

    /** Only a node's own answer says so; a proxy's 503 leaves it open, as does a finer code. */
    private static boolean saysNothingWasDone(Answer answer) {
        return ErrorBody.of(answer)
                .filter(body -> body.code().equals(ErrorCode.SERVICE_UNAVAILABLE.code()))
                .filter(body -> body.innerCode().isEmpty())
                .isPresent();
    }
}
