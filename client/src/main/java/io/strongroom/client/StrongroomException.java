package io.strongroom.client;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.Headers;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.ErrorBody;
import io.strongroom.client.transport.NoAnswerException;
import io.strongroom.client.transport.Reply;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** A call that was refused or got no usable answer, after all retries. */
public final class StrongroomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int status;
    private final boolean outcomeUnknown;
    private final @Nullable String node;
    private final @Nullable String requestId;

    private StrongroomException(
            String message, ErrorCode code, boolean outcomeUnknown, @Nullable Answer answer) {
        super(message);
        this.code = code;
        this.outcomeUnknown = outcomeUnknown;
        status = answer == null ? 0 : answer.status();
        node = answer == null ? null : answer.header(Headers.NODE).orElse(null);
        requestId = answer == null ? null : answer.header(Headers.REQUEST_ID).orElse(null);
    }

    private StrongroomException(StrongroomException last, ErrorCode code, boolean outcomeUnknown) {
        super(last.getMessage(), last);
        this.code = code;
        this.outcomeUnknown = outcomeUnknown;
        status = last.status;
        node = last.node;
        requestId = last.requestId;
    }

    /** An answer that is no success. */
    static StrongroomException of(Reply reply) {
        var answer = reply.answer();
        var body = ErrorBody.of(answer);
        var code =
                body.flatMap(error -> ErrorCode.of(error.code(), error.innerCode()))
                        .orElseGet(() -> byStatus(answer.status()));
        var unknown = reply.outcomeUnknown();
        return new StrongroomException(
                body.map(ErrorBody::message).orElse("answered with status " + answer.status()),
                unknown ? afterUnknown(code) : code,
                unknown,
                answer);
    }

    /** A failure that ended a call of which an earlier attempt may have got through. */
    static StrongroomException afterUnknown(StrongroomException last) {
        return new StrongroomException(last, afterUnknown(last.code), true);
    }

    /** A later attempt's "nothing was done" speaks for that attempt only. */
    private static ErrorCode afterUnknown(ErrorCode last) {
        return last.retry() == ErrorCode.Retry.NEVER ? last : ErrorCode.OUTCOME_UNKNOWN;
    }

    static StrongroomException of(NoAnswerException failure, boolean outcomeUnknown) {
        var code = outcomeUnknown ? ErrorCode.OUTCOME_UNKNOWN : ErrorCode.SERVICE_UNAVAILABLE;
        var message = String.valueOf(failure.getMessage());
        var exception = new StrongroomException(message, code, outcomeUnknown, null);
        exception.initCause(failure);
        return exception;
    }

    /** A success that does not say what it must. */
    static StrongroomException malformed(String what, Answer answer) {
        return new StrongroomException(what, ErrorCode.INTERNAL_ERROR, false, answer);
    }

    /** A token endpoint's refusal. */
    static StrongroomException unauthorized(String message, Answer answer) {
        return new StrongroomException(message, ErrorCode.UNAUTHORIZED, false, answer);
    }

    public ErrorCode code() {
        return code;
    }

    /** The HTTP status; 0 when there was no answer. */
    public int status() {
        return status;
    }

    /**
     * Whether a change may have happened all the same. True also for a refusal that followed an
     * attempt without an outcome: the refusal may be the echo of that attempt's success.
     */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }

    /** The id of the node that answered. */
    public @Nullable String node() {
        return node;
    }

    /** The node's id of the request, for its logs. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** For answers without a known code: the plain error of that status, else of its class. */
    private static ErrorCode byStatus(int status) {
        return Arrays.stream(ErrorCode.values())
                .filter(e -> e.status() == status && e.innerCode().isEmpty())
                .findFirst()
                .orElse(status < 500 ? ErrorCode.BAD_PARAMETER : ErrorCode.INTERNAL_ERROR);
    }
}
