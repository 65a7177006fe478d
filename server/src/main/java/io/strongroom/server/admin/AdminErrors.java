package io.strongroom.server.admin;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.Headers;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.RaftException;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ErrorMapper;

import java.util.Map;
import java.util.Optional;

/** Refusals of membership changes to their documented answers. */
final class AdminErrors {
    private AdminErrors() {}

    /**
     * The answer.
     *
     * @param leader as this node believes
     */
    static ApiException of(MembershipException refusal, Optional<Integer> leader) {
        String message = String.valueOf(refusal.getMessage());
        return switch (refusal.reason()) {
            case NOT_LEADER ->
                    leader.map(AdminErrors::askTheLeader).orElseGet(AdminErrors::noLeader);
            case UNKNOWN_MEMBER -> new ApiException(ErrorCode.UNKNOWN_MEMBER, message);
            case ID_TAKEN -> new ApiException(ErrorCode.ID_TAKEN, message);
            case UNKNOWN_HOST -> ApiException.badParameter(message);
            case NOT_CAUGHT_UP -> new ApiException(ErrorCode.NOT_CAUGHT_UP, message);
            case QUORUM_AT_RISK -> new ApiException(ErrorCode.QUORUM_AT_RISK, message);
            case BUSY -> new ApiException(ErrorCode.MEMBERSHIP_BUSY, message);
        };
    }

    /** The log's own words when nothing was changed: they say more than that there was trouble. */
    static ApiException of(RaftException trouble) {
        return switch (trouble.outcome()) {
            case NOT_APPENDED ->
                    new ApiException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "Nothing was changed: " + trouble.getMessage() + ".",
                            Map.of("retry-after", "1"));
            case UNKNOWN -> ErrorMapper.of(trouble);
        };
    }

    private static ApiException askTheLeader(int leader) {
        return new ApiException(
                ErrorCode.NOT_LEADER,
                "Only the leader changes the membership: send the request to node " + leader + ".",
                Map.of(Headers.LEADER, Integer.toString(leader)));
    }

    private static ApiException noLeader() {
        return new ApiException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "No leader is known at the moment; nothing was changed. Try again.",
                Map.of("retry-after", "1"));
    }
}
