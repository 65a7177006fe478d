package io.strongroom.chaos.suite.workload.call;

import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.api.ErrorCode;

import java.util.Locale;

/** What a call that did not succeed says in a history. */
public final class Outcomes {
    private Outcomes() {}

    /** Of a failure that the smart client has reported. */
    public static Outcome of(StrongroomException failure) {
        return of(failure.code(), failure.outcomeUnknown());
    }

    /**
     * The rule.
     *
     * @param unknown whether an attempt of the same call may have got through: then even a refusal
     *     may be its echo
     */
    static Outcome of(ErrorCode code, boolean unknown) {
        String cause = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (unknown || code.retry() == ErrorCode.Retry.OUTCOME_UNKNOWN) {
            return new Outcome.Unknown(cause);
        }
        return switch (code) {
            case NOT_FOUND, SECRET_NOT_FOUND -> refused(Seen.Refusal.NOT_FOUND);
            case CONFLICT, OBJECT_IS_DELETED -> refused(Seen.Refusal.CONFLICT);
            case FORBIDDEN, FORBIDDEN_BY_RBAC -> refused(Seen.Refusal.FORBIDDEN);
            case BAD_PARAMETER,
                    NOT_SUPPORTED,
                    UNAUTHORIZED,
                    SECRET_DISABLED,
                    KEY_NOT_FOUND,
                    KEY_DISABLED,
                    KEY_OPERATION_FORBIDDEN,
                    KEY_NOT_YET_VALID,
                    KEY_EXPIRED,
                    VAULT_NOT_FOUND,
                    UNKNOWN_MEMBER,
                    METHOD_NOT_ALLOWED,
                    ID_TAKEN,
                    NOT_CAUGHT_UP,
                    QUORUM_AT_RISK,
                    MEMBERSHIP_BUSY,
                    LEVEL_UNSUPPORTED,
                    REQUEST_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    NOT_LEADER,
                    THROTTLED,
                    SERVICE_UNAVAILABLE ->
                    new Outcome.Failed(cause);
            case INTERNAL_ERROR, OUTCOME_UNKNOWN -> new Outcome.Unknown(cause);
        };
    }

    private static Outcome refused(Seen.Refusal why) {
        return new Outcome.Ok(new Seen.Refused(why));
    }
}
