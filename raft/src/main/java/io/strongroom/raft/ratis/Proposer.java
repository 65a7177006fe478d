package io.strongroom.raft.ratis;

import io.strongroom.raft.Applied;
import io.strongroom.raft.RaftException;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.JavaUtils;
import org.jspecify.annotations.Nullable;

import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Brings entries into the log through whichever node leads: in process when that is this node, over
 * the peers' connections otherwise. Waits out elections and follows the leader until the time is
 * over. Thread-safe.
 *
 * <p>Each attempt has a call id of its own, so Ratis' retry cache never answers: after a restart it
 * is filled from the replay, whose replies are not the real ones. Entries sent twice are told apart
 * by their request ids in the state machine.
 */
final class Proposer implements AutoCloseable {
    /** Between two attempts at the same leader, and before a leader is looked for again. */
    private static final Duration RETRY_DELAY = Duration.ofMillis(50);

    /**
     * What never changes while a node runs.
     *
     * @param self this node's id
     * @param group the cluster
     * @param client this process start's own id towards Ratis
     * @param timeout how long a proposal may take in all
     */
    record Identity(int self, RaftGroupId group, ClientId client, Duration timeout) {}

    /**
     * The two ways to a leader.
     *
     * @param local into this node's own server; blocks while it appends
     * @param remote to another node; does not block
     * @param marks what {@code local} has begun to append
     */
    record Routes(Transport local, Transport remote, AppendMarks marks) {}

    private final Identity identity;
    private final Routes routes;
    private final LeaderWatch leaders;
    private final Executor executor;
    private final ScheduledExecutorService scheduler;
    private final AtomicLong callIds = new AtomicLong();
    private final Set<Proposal> open = ConcurrentHashMap.newKeySet();
    private final Consumer<Optional<Integer>> onLeaderChange = this::leaderChanged;
    private volatile boolean closed;

    /**
     * @param executor for what blocks and for the callers' continuations
     */
    Proposer(
            Identity identity,
            Routes routes,
            LeaderWatch leaders,
            Executor executor,
            ScheduledExecutorService scheduler) {
        this.identity = identity;
        this.routes = routes;
        this.leaders = leaders;
        this.executor = executor;
        this.scheduler = scheduler;
        leaders.listen(onLeaderChange);
    }

    /** See {@link io.strongroom.raft.ReplicatedLog#propose}; an empty entry is a barrier. */
    CompletableFuture<Applied> propose(ByteString entry) {
        Proposal proposal = new Proposal(entry);
        open.add(proposal);
        if (closed) {
            giveUp(proposal, "this node is closing");
            return proposal.result();
        }
        proposal.deadline(
                scheduler.schedule(
                        () -> giveUp(proposal, "no answer within " + identity.timeout()),
                        identity.timeout().toNanos(),
                        TimeUnit.NANOSECONDS));
        attempt(proposal);
        return proposal.result();
    }

    private void attempt(Proposal proposal) {
        Optional<Integer> leader;
        long number;
        do {
            leader = leaders.current();
            number = proposal.begin(leader);
            // A change in between has not seen the new target and would not wake this attempt.
        } while (!leader.equals(leaders.current()));
        if (leader.isEmpty()) {
            retryLater(proposal, number);
        } else if (leader.get() == identity.self()) {
            long current = number;
            executor.execute(() -> send(proposal, current, routes.local(), identity.self()));
        } else {
            send(proposal, number, routes.remote(), leader.get());
        }
    }

    private void send(Proposal proposal, long number, Transport transport, int target) {
        boolean local = target == identity.self();
        RaftClientRequest request =
                RaftClientRequest.newBuilder()
                        .setClientId(identity.client())
                        .setServerId(Peers.id(target))
                        .setGroupId(identity.group())
                        .setCallId(callIds.incrementAndGet())
                        .setMessage(Message.valueOf(proposal.entry()))
                        .setType(RaftClientRequest.writeRequestType())
                        .build();
        CompletableFuture<RaftClientReply> reply;
        try {
            reply = transport.send(request);
        } catch (RuntimeException refused) {
            reply = CompletableFuture.failedFuture(refused);
        }
        var _ =
                reply.whenComplete((answer, thrown) -> {
                    boolean marked = local && routes.marks().take(request.getCallId());
                    Throwable trouble = troubleIn(answer, thrown);
                    if (trouble == null) {
                        succeed(proposal, answer);
                    } else {
                        boolean perhaps = local ? marked : !certainlyRefused(trouble);
                        if (proposal.failed(number, perhaps, trouble)) {
                            retryLater(proposal, number);
                        }
                    }
                });
    }

    private static @Nullable Throwable troubleIn(
            @Nullable RaftClientReply answer, @Nullable Throwable thrown) {
        if (thrown != null) {
            return JavaUtils.unwrapCompletionException(thrown);
        }
        if (answer == null) {
            return new IllegalStateException("Ratis answered with nothing");
        }
        if (answer.isSuccess()) {
            return null;
        }
        Throwable named = answer.getException();
        return named != null ? named : new IllegalStateException("Ratis refused without a reason");
    }

    /** These come before a leader appends, or before a request has left this node. */
    private static boolean certainlyRefused(Throwable trouble) {
        return Causes.any(
                trouble,
                cause ->
                        cause instanceof LeaderNotReadyException
                                || cause instanceof LeaderSteppingDownException
                                || cause instanceof ConnectException);
    }

    private void retryLater(Proposal proposal, long number) {
        if (closed) {
            giveUp(proposal, "this node is closing");
            return;
        }
        var _ =
                scheduler.schedule(
                        () -> {
                            if (proposal.isNewest(number)) {
                                attempt(proposal);
                            }
                        },
                        RETRY_DELAY.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** A new leader decides what became of the entries of the one before: ask there at once. */
    private void leaderChanged(Optional<Integer> leader) {
        if (leader.isPresent()) {
            for (Proposal proposal : open) {
                if (!proposal.isSentTo(leader)) {
                    attempt(proposal);
                }
            }
        }
    }

    private void succeed(Proposal proposal, RaftClientReply answer) {
        Applied applied =
                new Applied(answer.getLogIndex(), answer.getMessage().getContent().toByteArray());
        forget(proposal);
        // Not on the calling thread: it may be the one that applies.
        executor.execute(() -> proposal.result().complete(applied));
    }

    private void giveUp(Proposal proposal, String why) {
        RaftException trouble = proposal.givenUp(why);
        forget(proposal);
        executor.execute(() -> proposal.result().completeExceptionally(trouble));
    }

    private void forget(Proposal proposal) {
        open.remove(proposal);
        proposal.cancelDeadline();
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        closed = true;
        leaders.forget(onLeaderChange);
        open.forEach(proposal -> giveUp(proposal, "this node is closing"));
    }
}
