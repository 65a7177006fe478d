package io.strongroom.raft.ratis;

import io.strongroom.raft.ratis.membership.PeerQuestion;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks other nodes what they know of one. Ratis carries the question as a stale read, which every
 * running node answers, leader or not.
 */
final class PeerSurvey {
    /**
     * Far from those of the proposals, which go over the same links: a link tells its answers apart
     * by these alone, and one that came late would be taken for the answer to a proposal.
     */
    private static final AtomicLong CALL_IDS = new AtomicLong(1L << 62);

    private static final ClientId CLIENT = ClientId.randomId();

    private PeerSurvey() {}

    /** Blocks; the answers of those that gave one in time. */
    static List<PeerQuestion.Answer> ask(
            Transport links,
            RaftGroupId group,
            Collection<RaftPeerId> peers,
            PeerQuestion question,
            Duration patience) {
        List<CompletableFuture<Optional<PeerQuestion.Answer>>> asked =
                peers.stream()
                        .map(peer ->
                                ask(links, group, peer, question)
                                        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                                        .exceptionally(_ -> Optional.empty()))
                        .toList();
        return asked.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
    }

    /** Asks one; does not block. Ends by an exception when no answer comes in a request's time. */
    static CompletableFuture<Optional<PeerQuestion.Answer>> ask(
            Transport links, RaftGroupId group, RaftPeerId peer, PeerQuestion question) {
        return send(links, group, peer, question.encode()).thenApply(PeerSurvey::answer);
    }

    /** The same with any question. */
    static CompletableFuture<RaftClientReply> send(
            Transport links, RaftGroupId group, RaftPeerId peer, byte[] question) {
        return links.send(request(group, peer, question));
    }

    private static Optional<PeerQuestion.Answer> answer(RaftClientReply reply) {
        return reply.isSuccess()
                ? PeerQuestion.Answer.decode(reply.getMessage().getContent().toByteArray())
                : Optional.empty();
    }

    private static RaftClientRequest request(RaftGroupId group, RaftPeerId peer, byte[] question) {
        return RaftClientRequest.newBuilder()
                .setClientId(CLIENT)
                .setServerId(peer)
                .setGroupId(group)
                .setCallId(CALL_IDS.incrementAndGet())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(question)))
                .setType(RaftClientRequest.staleReadRequestType(0))
                .build();
    }
}
