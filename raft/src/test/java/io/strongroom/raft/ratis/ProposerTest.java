package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.raft.Applied;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;

class ProposerTest {
    private static final int SELF = 1;
    private static final int OTHER = 2;

    /** Waited for in full, but also time enough for the test to answer first. */
    private static final Duration BRIEF = Duration.ofSeconds(4);

    private static final RaftGroupId GROUP = RaftGroupId.valueOf(UUID.randomUUID());
    private static final RaftGroupMemberId MEMBER =
            RaftGroupMemberId.valueOf(Peers.id(OTHER), GROUP);

    private record Sent(RaftClientRequest request, CompletableFuture<RaftClientReply> reply) {
        void succeed(long index) {
            reply.complete(
                    RaftClientReply.newBuilder()
                            .setRequest(request)
                            .setSuccess()
                            .setLogIndex(index)
                            .setMessage(Message.valueOf("done"))
                            .build());
        }
    }

    private final ClientId client = ClientId.randomId();
    private final AppendMarks marks = new AppendMarks(client);
    private final LeaderWatch leaders = new LeaderWatch();
    private final BlockingQueue<Sent> local = new LinkedBlockingQueue<>();
    private final BlockingQueue<Sent> remote = new LinkedBlockingQueue<>();
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

    /** For proposals whose time passes. */
    private final Proposer proposer = proposer(Duration.ofMillis(400));

    private Proposer proposer(Duration timeout) {
        return new Proposer(
                new Proposer.Identity(SELF, GROUP, client, timeout),
                new Proposer.Routes(r -> queue(local, r), r -> queue(remote, r), marks),
                leaders,
                Runnable::run,
                scheduler);
    }

    private static CompletableFuture<RaftClientReply> queue(
            BlockingQueue<Sent> to, RaftClientRequest request) {
        Sent sent = new Sent(request, new CompletableFuture<>());
        to.add(sent);
        return sent.reply();
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void propose_withoutALeader_isNotAppended() {
        assertEquals(Outcome.NOT_APPENDED, outcome(propose()));
    }

    @Test
    void propose_whenTheLeaderNeverAnswers_isUnknown() {
        leaders.update(Optional.of(OTHER));
        assertEquals(Outcome.UNKNOWN, outcome(propose()));
    }

    @Test
    void propose_whenARemoteLeaderHasSteppedDown_isUnknown() throws InterruptedException {
        leaders.update(Optional.of(OTHER));
        CompletableFuture<Applied> proposal = propose();
        leaders.update(Optional.empty());
        remote.take().reply().completeExceptionally(notLeader());
        assertEquals(Outcome.UNKNOWN, outcome(proposal));
    }

    @Test
    void propose_whenTheLeaderCannotBeReached_isNotAppended() throws InterruptedException {
        leaders.update(Optional.of(OTHER));
        CompletableFuture<Applied> proposal = propose(BRIEF);
        leaders.update(Optional.empty());
        remote.take()
                .reply()
                .completeExceptionally(new IOException("io", new ConnectException("refused")));
        assertEquals(Outcome.NOT_APPENDED, outcome(proposal));
    }

    @Test
    void propose_whenThisLeaderStepsDownAfterTheAppend_isUnknown() throws InterruptedException {
        leaders.update(Optional.of(SELF));
        CompletableFuture<Applied> proposal = propose();
        leaders.update(Optional.empty());
        Sent sent = local.take();
        marks.mark(sent.request());
        sent.reply().completeExceptionally(notLeader());
        assertEquals(Outcome.UNKNOWN, outcome(proposal));
    }

    @Test
    void propose_whenThisLeaderStepsDownBeforeTheAppend_isNotAppended()
            throws InterruptedException {
        leaders.update(Optional.of(SELF));
        CompletableFuture<Applied> proposal = propose(BRIEF);
        leaders.update(Optional.empty());
        local.take().reply().completeExceptionally(notLeader());
        assertEquals(Outcome.NOT_APPENDED, outcome(proposal));
    }

    @Test
    void propose_whenTheLeaderIsNotReady_isSentAgainUnderANewCallId() throws Exception {
        leaders.update(Optional.of(OTHER));
        CompletableFuture<Applied> proposal = propose(TestCluster.PATIENCE);
        Sent first = remote.take();
        first.reply().completeExceptionally(new LeaderNotReadyException(MEMBER));
        Sent second = remote.take();
        assertEquals(first.request().getCallId() + 1, second.request().getCallId());
        second.succeed(7);
        assertEquals(7, TestCluster.get(proposal).index());
    }

    @Test
    void propose_whenLeadershipMoves_followsAtOnce() throws Exception {
        leaders.update(Optional.of(OTHER));
        CompletableFuture<Applied> proposal = propose(TestCluster.PATIENCE);
        Sent silent = remote.take();
        leaders.update(Optional.of(SELF));
        local.take().succeed(8);
        assertEquals(8, TestCluster.get(proposal).index());
        silent.succeed(9);
        assertEquals(8, TestCluster.get(proposal).index());
    }

    @Test
    void propose_whenTheFormerLeaderAnswersAfterAll_takesThatAnswer() throws Exception {
        leaders.update(Optional.of(OTHER));
        CompletableFuture<Applied> proposal = propose(TestCluster.PATIENCE);
        Sent former = remote.take();
        leaders.update(Optional.of(SELF));
        former.succeed(5);
        assertEquals(5, TestCluster.get(proposal).index());
    }

    private static NotLeaderException notLeader() {
        return new NotLeaderException(MEMBER, null, List.of());
    }

    private CompletableFuture<Applied> propose() {
        return proposer.propose(ByteString.copyFromUtf8("entry"));
    }

    /** With time for what the test does meanwhile. */
    private CompletableFuture<Applied> propose(Duration timeout) {
        return proposer(timeout).propose(ByteString.copyFromUtf8("entry"));
    }

    private static Outcome outcome(CompletableFuture<Applied> proposal) {
        return assertThrows(RaftException.class, () -> TestCluster.get(proposal)).outcome();
    }
}
