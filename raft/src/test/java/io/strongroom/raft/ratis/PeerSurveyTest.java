package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.ratis.membership.PeerQuestion;

import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

final class PeerSurveyTest {
    @Test
    void ask_overTheLinksOfProposals_usesCallIdsThatNoProposalReaches() {
        ConcurrentLinkedQueue<Long> callIds = new ConcurrentLinkedQueue<>();
        Transport links =
                request -> {
                    callIds.add(request.getCallId());
                    return CompletableFuture.<RaftClientReply>failedFuture(new IOException("down"));
                };

        List<PeerQuestion.Answer> answers =
                PeerSurvey.ask(
                        links,
                        RaftGroupId.valueOf(new UUID(1, 2)),
                        List.of(Peers.id(2), Peers.id(3)),
                        new PeerQuestion(1),
                        Duration.ofSeconds(1));

        assertEquals(List.of(), answers);
        assertEquals(2, callIds.stream().distinct().count());
        assertTrue(callIds.stream().allMatch(id -> id > Long.MAX_VALUE / 4), callIds::toString);
    }
}
