package io.strongroom.chaos.suite.workload.sdk;

import com.azure.core.exception.HttpResponseException;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

import java.io.UncheckedIOException;

/**
 * What a call of the stock SDK that did not succeed says in a history. It sends no request id, so
 * nothing but an answer tells what became of a change: a server error after it was sent, a time-out
 * or a broken connection leave it unknown.
 */
final class SdkOutcomes {
    private SdkOutcomes() {}

    static Outcome of(Action action, RuntimeException failure) {
        if (failure instanceof HttpResponseException answered && answered.getResponse() != null) {
            return of(action, answered.getResponse().getStatusCode());
        }
        return unanswered(action, named(failure).getClass().getSimpleName());
    }

    /** What the SDK has wrapped up, because it may not throw it as it is. */
    private static Throwable named(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wraps =
                failure.getClass() == RuntimeException.class
                        || failure instanceof UncheckedIOException
                        || failure.getClass().getSimpleName().equals("ReactiveException");
        return wraps && cause != null ? named(cause) : failure;
    }

    static Outcome of(Action action, int status) {
        return switch (status) {
            case 404 -> refused(Seen.Refusal.NOT_FOUND);
            case 409 -> refused(Seen.Refusal.CONFLICT);
            case 403 -> refused(Seen.Refusal.FORBIDDEN);
            default ->
                    status >= 400 && status < 500
                            ? new Outcome.Failed("status " + status)
                            : unanswered(action, "status " + status);
        };
    }

    private static Outcome unanswered(Action action, String cause) {
        return action.changes() ? new Outcome.Unknown(cause) : new Outcome.Failed(cause);
    }

    private static Outcome refused(Seen.Refusal why) {
        return new Outcome.Ok(new Seen.Refused(why));
    }
}
