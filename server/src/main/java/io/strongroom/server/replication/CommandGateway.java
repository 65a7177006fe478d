package io.strongroom.server.replication;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.raft.Applied;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;

/**
 * Brings commands into the log. While earlier entries are in flight, waiting commands gather into
 * the next one; an idle gateway sends at once. Thread-safe.
 */
public final class CommandGateway {
    /** Entries on their way at once: one being replicated while the next is being gathered. */
    private static final int MAX_IN_FLIGHT = 2;

    private static final int MAX_BATCH_COMMANDS = 256;
    private static final int MAX_BATCH_BYTES = ReplicatedLog.MAX_ENTRY_BYTES - 64 * 1024;

    /** Commands waiting; beyond either bound callers are told to come back later. */
    static final int MAX_WAITING = 4096;

    static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;

    /** How long a command waits for its turn; without a majority entries are long on their way. */
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LAST_WORD = Duration.ofSeconds(3);

    /** A gateway that has proposed nothing for so long tells the time: quorum time lives on it. */
    static final Duration TICK = Duration.ofSeconds(3);

    private final ReplicatedLog log;
    private final Self self;
    private final IntSupplier featureLevel;
    private final Freshness freshness;
    private final LongConsumer commitNanos;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private int inFlight;
    private int sent;

    /** When the newest entry was begun that the log has confirmed. */
    private OptionalLong spokeNanos = OptionalLong.empty();

    /**
     * Who proposes.
     *
     * @param clock stamps what is proposed
     * @param turnTimeout how long a command waits for its turn
     */
    public record Self(int nodeId, InstantSource clock, Duration turnTimeout) {
        public Self(int nodeId, InstantSource clock) {
            this(nodeId, clock, TURN_TIMEOUT);
        }
    }

    /**
     * @param featureLevel the cluster's, as this node has applied it
     * @param freshness told what this gateway knows to be committed
     * @param commitNanos told how long each entry took from proposal to reply
     */
    public CommandGateway(
            ReplicatedLog log,
            Self self,
            IntSupplier featureLevel,
            Freshness freshness,
            LongConsumer commitNanos) {
        this.log = log;
        this.self = self;
        this.featureLevel = featureLevel;
        this.freshness = freshness;
        this.commitNanos = commitNanos;
    }

    /**
     * Submits a caller's command and waits for its result.
     *
     * @param policyRevision of the view that authorised it: when the caller's rights have changed
     *     since, the result is {@link Result.PolicyChanged}
     * @throws io.strongroom.server.http.ApiException 400 when the command has no encoding, 409 when
     *     the cluster is not finalized at the level that introduced it, 413 when it is larger than
     *     an entry, 429 when too many commands wait, 503 when the cluster does not answer: its code
     *     says whether the command may have happened
     * @throws InvariantViolation when the log's reply is not one to what was proposed
     */
    public Result submit(RequestId requestId, Command command, long policyRevision) {
        return submit(new Envelope(requestId, command, policyRevision));
    }

    /** Submits what the cluster does by itself, which needs nobody's rights; otherwise as above. */
    public Result submitSystem(Command command) {
        return submit(
                Envelope.ofSystem(new RequestId(RequestId.SYSTEM, UUID.randomUUID()), command));
    }

    private Result submit(Envelope envelope) {
        requireLevel(envelope.command());
        Waiting mine = Waiting.of(envelope, MAX_BATCH_BYTES);
        List<Waiting> batch;
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING || waitingBytes + mine.bytes() > MAX_WAITING_BYTES) {
                throw ErrorMapper.throttled();
            }
            waiting.add(mine);
            waitingBytes += mine.bytes();
            batch = nextBatch();
        }
        send(batch);
        try {
            return result(mine);
        } catch (RaftException e) {
            throw ErrorMapper.of(e);
        }
    }

    /**
     * Proposes a batch that only tells the time when this gateway has told nothing for {@link
     * #TICK}; the first one as soon as the log takes it. Never blocks; what fails is tried again by
     * the next call.
     */
    public void tick() {
        synchronized (this) {
            boolean recent =
                    spokeNanos.isPresent()
                            && freshness.now() - spokeNanos.getAsLong() < TICK.toNanos();
            // What is on its way tells the time too.
            if (recent || inFlight > 0) {
                return;
            }
            inFlight++;
        }
        propose(List.of());
    }

    /** A node of the version before would halt on a command that it does not know. */
    private void requireLevel(Command command) {
        int needed = FeatureLevel.introducing(command);
        if (needed > FeatureLevel.FIRST && needed > featureLevel.getAsInt()) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The cluster is not finalized at feature level %d, which this needs: upgrade every node, then finalize the level."
                            .formatted(needed));
        }
    }

    private Result result(Waiting mine) throws RaftException {
        try {
            return Futures.get(mine.result(), self.turnTimeout());
        } catch (TimeoutException e) {
            if (withdrawn(mine)) {
                throw new RaftException(
                        RaftException.Outcome.NOT_APPENDED, "waited too long for its turn", e);
            }
            // It is on its way, perhaps only since now: nobody waits for another whole turn.
            return Futures.getOrUnknown(mine.result(), LAST_WORD);
        }
    }

    /** Takes a command back that was not sent yet; false when it was. */
    private synchronized boolean withdrawn(Waiting mine) {
        boolean removed = waiting.remove(mine);
        if (removed) {
            waitingBytes -= mine.bytes();
        }
        return removed;
    }

    /** Takes the next batch when there is one and a place for it; call with the lock held. */
    private List<Waiting> nextBatch() {
        List<Waiting> batch = new ArrayList<>();
        if (inFlight == MAX_IN_FLIGHT) {
            return batch;
        }
        int bytes = 0;
        while (!waiting.isEmpty()
                && batch.size() < MAX_BATCH_COMMANDS
                && (batch.isEmpty() || bytes + waiting.peek().bytes() <= MAX_BATCH_BYTES)) {
            Waiting next = waiting.remove();
            bytes += next.bytes();
            waitingBytes -= next.bytes();
            batch.add(next);
        }
        if (!batch.isEmpty()) {
            inFlight++;
            sent += batch.size();
        }
        return batch;
    }

    /** Commands on their way or waiting for their turn. */
    synchronized int sentAndWaiting() {
        return sent + waiting.size();
    }

    private void send(List<Waiting> batch) {
        if (!batch.isEmpty()) {
            propose(batch);
        }
    }

    private void propose(List<Waiting> batch) {
        long start = freshness.now();
        CompletableFuture<Applied> proposal;
        try {
            List<Envelope> envelopes = batch.stream().map(Waiting::envelope).toList();
            proposal =
                    log.propose(
                            EntryCodec.encode(
                                    new Batch(
                                            self.nodeId(),
                                            self.clock().millis(),
                                            FeatureLevel.CURRENT,
                                            envelopes)));
        } catch (RuntimeException e) {
            proposal = CompletableFuture.failedFuture(e);
        }
        var _ =
                proposal.whenComplete((applied, trouble) -> {
                    commitNanos.accept(freshness.now() - start);
                    List<Waiting> next;
                    synchronized (this) {
                        inFlight--;
                        sent -= batch.size();
                        if (trouble == null) {
                            spokeNanos = OptionalLong.of(start);
                        }
                        next = nextBatch();
                    }
                    if (trouble == null) {
                        freshness.committed(start, applied.index());
                    }
                    send(next);
                    if (trouble == null) {
                        Waiting.complete(batch, applied);
                    } else {
                        Waiting.fail(batch, trouble);
                    }
                });
    }
}
