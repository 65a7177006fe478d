package io.strongroom.server.http;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.ErrorJson;
import io.strongroom.client.api.Headers;
import io.strongroom.hsm.HsmException;
import io.strongroom.raft.RaftException;
import io.strongroom.storage.StorageException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.UUID;

/** Every kind of trouble to its documented answer; the one place where that is decided. */
public final class ErrorMapper {
    private static final Map<String, String> RETRY_SOON = Map.of("retry-after", "1");

    /** For what an operator or time must change. */
    private static final Map<String, String> RETRY_LATER = Map.of("retry-after", "5");

    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    private ErrorMapper() {}

    /** The answer's body and headers for an error. */
    public static ApiResponse response(ApiException error) {
        ErrorCode code = error.code();
        ErrorJson.Inner inner =
                code.innerCode().isEmpty() ? null : new ErrorJson.Inner(code.innerCode());
        ErrorJson body = new ErrorJson(new ErrorJson.Detail(code.code(), error.text(), inner));
        return ApiResponse.json(code.status(), body, error.headers());
    }

    /**
     * What no handler foresaw, such as a database that fails under a read. The caller learns no
     * more than the id under which the log tells the rest. A state that was replaced by a snapshot
     * under the request is no failure: nothing was done, and the next view is whole.
     */
    public static ApiResponse unexpected(Throwable trouble) {
        if (trouble instanceof StorageException moved
                && moved.kind() == StorageException.Kind.UNAVAILABLE) {
            return response(
                    new ApiException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "This node's state was being replaced; nothing was changed. Try again.",
                            RETRY_SOON));
        }
        String requestId = UUID.randomUUID().toString();
        LOG.atError().addKeyValue("requestId", requestId).setCause(trouble).log("request_failed");
        return response(
                new ApiException(
                        ErrorCode.INTERNAL_ERROR,
                        "The node failed to answer. Its log has the reason under the request id "
                                + requestId
                                + ".",
                        Map.of(Headers.REQUEST_ID, requestId)));
    }

    /** Trouble with the log. */
    public static ApiException of(RaftException trouble) {
        return switch (trouble.outcome()) {
            case NOT_APPENDED ->
                    new ApiException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "This node cannot reach a majority of the cluster now; nothing was"
                                    + " changed. Try again.",
                            RETRY_SOON);
            case UNKNOWN ->
                    new ApiException(
                            ErrorCode.OUTCOME_UNKNOWN,
                            "The cluster did not confirm the change in time; it may still happen."
                                    + " Repeat it with the same Repeatability-Request-ID, or read"
                                    + " before you repeat it.",
                            RETRY_SOON);
        };
    }

    /**
     * Trouble with a key. A sealed value of ours that does not open is damage, not the caller's
     * fault.
     */
    public static ApiException of(HsmException trouble) {
        return switch (trouble.kind()) {
            case UNAVAILABLE ->
                    new ApiException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "This node's root key is not available now.",
                            RETRY_SOON);
            case NOT_AUTHENTIC, CONFIGURATION ->
                    new ApiException(
                            ErrorCode.INTERNAL_ERROR,
                            "The stored value could not be opened on this node.");
        };
    }

    /** Trouble with a key in the HSM, which another node's may not have. */
    public static ApiException ofKeyInHsm(HsmException trouble) {
        return switch (trouble.kind()) {
            case CONFIGURATION ->
                    new ApiException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "This node's HSM lacks the root key that this key is wrapped by, or"
                                    + " cannot be used as it is; nothing was changed. Another node"
                                    + " may answer.",
                            RETRY_LATER);
            // Said by who asks the HSM, once for an outage.
            case UNAVAILABLE ->
                    new ApiException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "This node's HSM is not available now; nothing was changed. Another"
                                    + " node may answer.",
                            RETRY_SOON);
            case NOT_AUTHENTIC -> {
                LOG.atWarn().addKeyValue("reason", trouble.getMessage()).log("hsm_key_failed");
                yield of(trouble);
            }
        };
    }

    /** What the node itself knows to be wrong with it. */
    public static ApiException notServing(String reason) {
        return new ApiException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "This node does not serve this request now: "
                        + reason
                        + ". Nothing was changed; another node may answer.",
                RETRY_LATER);
    }

    /** More waiting work than the node takes on. */
    public static ApiException throttled() {
        return new ApiException(
                ErrorCode.THROTTLED,
                "The node has too much work waiting. Try again later.",
                RETRY_SOON);
    }
}
