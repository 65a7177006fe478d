package io.strongroom.client.api;

import java.util.Arrays;
import java.util.Optional;

/**
 * The errors of the API: HTTP status, {@code error.code}, {@code error.innererror.code} and whether
 * the same request may be sent again.
 *
 * <p>Source: Azure Key Vault REST API, authentication, requests and responses.
 */
public enum ErrorCode {
    BAD_PARAMETER(400, "BadParameter", "", Retry.NEVER),
    NOT_SUPPORTED(400, "NotSupported", "", Retry.NEVER),
    UNAUTHORIZED(401, "Unauthorized", "", Retry.NEVER),
    FORBIDDEN(403, "Forbidden", "", Retry.NEVER),
    FORBIDDEN_BY_RBAC(403, "Forbidden", "ForbiddenByRbac", Retry.NEVER),
    SECRET_DISABLED(403, "Forbidden", "SecretDisabled", Retry.NEVER),
    KEY_DISABLED(403, "Forbidden", "KeyDisabled", Retry.NEVER),
    KEY_OPERATION_FORBIDDEN(403, "Forbidden", "KeyOperationForbidden", Retry.NEVER),
    KEY_NOT_YET_VALID(403, "Forbidden", "KeyNotYetValid", Retry.NEVER),
    KEY_EXPIRED(403, "Forbidden", "KeyExpired", Retry.NEVER),
    NOT_FOUND(404, "NotFound", "", Retry.NEVER),
    VAULT_NOT_FOUND(404, "VaultNotFound", "", Retry.NEVER),
    SECRET_NOT_FOUND(404, "SecretNotFound", "", Retry.NEVER),
    KEY_NOT_FOUND(404, "KeyNotFound", "", Retry.NEVER),
    UNKNOWN_MEMBER(404, "NotFound", "UnknownMember", Retry.NEVER),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed", "", Retry.NEVER),
    CONFLICT(409, "Conflict", "", Retry.NEVER),
    OBJECT_IS_DELETED(409, "Conflict", "ObjectIsDeletedButRecoverable", Retry.NEVER),
    ID_TAKEN(409, "Conflict", "IdTaken", Retry.NEVER),
    NOT_CAUGHT_UP(409, "Conflict", "NotCaughtUp", Retry.NEVER),
    QUORUM_AT_RISK(409, "Conflict", "QuorumAtRisk", Retry.NEVER),
    MEMBERSHIP_BUSY(409, "Conflict", "MembershipBusy", Retry.NEVER),
    LEVEL_UNSUPPORTED(409, "Conflict", "LevelUnsupported", Retry.NEVER),
    REQUEST_TOO_LARGE(413, "RequestEntityTooLarge", "", Retry.NEVER),
    UNSUPPORTED_MEDIA_TYPE(415, "UnsupportedMediaType", "", Retry.NEVER),
    /** Nothing was done: only the leader can, see {@link Headers#LEADER}. */
    NOT_LEADER(421, "Misdirected", "NotLeader", Retry.SAFE),
    THROTTLED(429, "Throttled", "", Retry.SAFE),
    INTERNAL_ERROR(500, "InternalServerError", "", Retry.OUTCOME_UNKNOWN),
    /** Nothing was done: no leader, no majority for a read, not ready. */
    SERVICE_UNAVAILABLE(503, "ServiceUnavailable", "", Retry.SAFE),
    /** The change may have happened: retry only under the same request id. */
    OUTCOME_UNKNOWN(503, "ServiceUnavailable", "OutcomeUnknown", Retry.OUTCOME_UNKNOWN);

    /** Whether a request that got this answer may be sent again. */
    public enum Retry {
        NEVER,
        SAFE,
        OUTCOME_UNKNOWN
    }

    private final int status;
    private final String code;
    private final String innerCode;
    private final Retry retry;

    ErrorCode(int status, String code, String innerCode, Retry retry) {
        this.status = status;
        this.code = code;
        this.innerCode = innerCode;
        this.retry = retry;
    }

    /**
     * The error with these codes; of those that differ only by the inner code, the plain one for an
     * inner code that is not known here. Empty for codes of a newer server or of no server of ours.
     */
    public static Optional<ErrorCode> of(String code, String innerCode) {
        return find(code, innerCode).or(() -> find(code, ""));
    }

    private static Optional<ErrorCode> find(String code, String innerCode) {
        return Arrays.stream(values())
                .filter(e -> e.code.equals(code) && e.innerCode.equals(innerCode))
                .findFirst();
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Empty when the body has no innererror. */
    public String innerCode() {
        return innerCode;
    }

    public Retry retry() {
        return retry;
    }
}
