package io.strongroom.server.admin;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.Headers;
import io.strongroom.raft.MembershipException;
import io.strongroom.server.http.ApiException;

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
            case NOT_CAUGHT_UP -> new ApiException(ErrorCode.NOT_CAUGHT_UP, message);
            case QUORUM_AT_RISK -> new ApiException(ErrorCode.QUORUM_AT_RISK, message);
            case BUSY -> new ApiException(ErrorCode.MEMBERSHIP_BUSY, message);
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
