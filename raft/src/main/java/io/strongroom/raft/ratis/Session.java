package io.strongroom.raft.ratis;

import io.strongroom.raft.Applied;
import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.StateMachine;
import io.strongroom.raft.ratis.membership.MemberHosts;
import io.strongroom.raft.ratis.membership.PeerQuestion;
import io.strongroom.raft.ratis.read.CoalescedBarrier;
import io.strongroom.raft.ratis.read.ReadIndex;
import io.strongroom.raft.ratis.read.Standing;
import io.strongroom.raft.ratis.repair.LogLocation;
import io.strongroom.raft.ratis.snapshot.LogKeeper;
import io.strongroom.raft.ratis.snapshot.SnapshotMaker;
import io.strongroom.raft.ratis.snapshot.SnapshotStore;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger.Limits;
import io.strongroom.raft.ratis.tls.NodeTls;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** What exists from one start of Ratis' server to its end: the node may be suspended in between. */
final class Session implements AutoCloseable {
    /** What a node keeps over its sessions. */
    record Parts(
            LogConfig config,
            StateMachine stateMachine,
            Bounds bounds,
            HaltSwitch halt,
            AppliedIndex applied,
            LeaderWatch leaders,
            MemberHosts hosts,
            ExecutorService executor,
            ScheduledExecutorService scheduler) {
        static Parts of(
                LogConfig config, StateMachine stateMachine, Bounds bounds, HaltSwitch halt) {
            ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
            ScheduledThreadPoolExecutor scheduler =
                    new ScheduledThreadPoolExecutor(
                            1, Thread.ofPlatform().daemon().name("raft-log-timer").factory());
            scheduler.setRemoveOnCancelPolicy(true);
            return new Parts(
                    config,
                    stateMachine,
                    bounds,
                    halt,
                    new AppliedIndex(executor),
                    new LeaderWatch(),
                    new MemberHosts(
                            config.peers().stream().map(LogConfig.Peer::host).toList(),
                            System::nanoTime),
                    executor,
                    scheduler);
        }
    }

    /**
     * How large the log may get.
     *
     * @param snapshots when one is due
     * @param logBytes beyond which the log is purged also behind members that are away
     */
    record Bounds(Limits snapshots, long logBytes) {}

    private final RatisNode node;
    private final NodeTls tls;
    private final LogKeeper keeper;
    private final PeerLinks links;
    private final Proposer proposer;
    private final CoalescedBarrier barrier;
    private final Duration timeout;
    private final ExecutorService executor;
    private final HaltSwitch halt;
    private final MembershipWatch membership;

    private Session(Parts parts, Started started) {
        this.node = started.node();
        this.tls = started.tls();
        this.timeout = parts.config().requestTimeout();
        this.executor = parts.executor();
        this.halt = started.halt();
        this.links = node.links();
        this.proposer =
                new Proposer(
                        new Proposer.Identity(
                                parts.config().nodeId(),
                                RaftGroupId.valueOf(parts.config().clusterId()),
                                started.client(),
                                parts.config().requestTimeout()),
                        new Proposer.Routes(node, links, started.marks()),
                        parts.leaders(),
                        parts.executor(),
                        parts.scheduler());
        this.barrier =
                new CoalescedBarrier(
                        new ReadIndex(node::readView, this::standing, parts.scheduler())::confirm,
                        () -> proposer.propose(ByteString.EMPTY).thenApply(Applied::index),
                        parts.applied()::await);
        this.keeper =
                new LogKeeper(
                        new LogKeeper.Access(
                                node.division(),
                                node::requestSnapshot,
                                entry -> proposer.propose(entry).thenApply(Applied::index)),
                        started.snapshots(),
                        parts.bounds().logBytes(),
                        parts.executor());
        this.membership =
                new MembershipWatch(parts.config(), node, links, parts.hosts(), parts.executor());
    }

    private record Started(
            RatisNode node,
            NodeTls tls,
            SnapshotMaker snapshots,
            ClientId client,
            AppendMarks marks,
            HaltSwitch halt) {}

    /**
     * Starts the server. Its end is not told before {@link #arm}.
     *
     * @param leadershipMayHaveMoved on Ratis' threads
     * @param onEnd told that Ratis has ended, on its threads, perhaps repeatedly
     */
    static Session start(Parts parts, Runnable leadershipMayHaveMoved, Consumer<String> onEnd)
            throws RaftException {
        // Its own for each session: Ratis remembers the call ids of a client, which begin again.
        ClientId client = ClientId.randomId();
        AppendMarks marks = new AppendMarks(client);
        HaltSwitch halt = parts.halt().forServer(onEnd);
        Events events = new Events(parts.stateMachine(), leadershipMayHaveMoved);
        SnapshotMaker snapshots =
                new SnapshotMaker(
                        parts.stateMachine(),
                        new SnapshotStore(parts.config().dataDir().toAbsolutePath()),
                        new SnapshotTrigger(parts.bounds().snapshots(), System.nanoTime()),
                        parts.executor());
        StateMachineAdapter adapter =
                new StateMachineAdapter(
                        new Applier(
                                snapshots, parts.applied(), halt, LogLocation.of(parts.config())),
                        marks,
                        halt,
                        events);
        NodeTls tls =
                NodeTls.open(parts.config().tls(), parts.config().self().host(), parts.hosts());
        boolean complete = false;
        try {
            RatisNode node =
                    NodeStart.run(
                            parts.config(),
                            tls,
                            client,
                            adapter,
                            parts.stateMachine().lastApplied());
            events.node = Optional.of(node);
            complete = true;
            return new Session(parts, new Started(node, tls, snapshots, client, marks, halt));
        } finally {
            if (!complete) {
                tls.close();
            }
        }
    }

    private static final class Events implements ServerEvents {
        private final StateMachine stateMachine;
        private final Runnable leadershipMayHaveMoved;
        private volatile Optional<RatisNode> node = Optional.empty();

        Events(StateMachine stateMachine, Runnable leadershipMayHaveMoved) {
            this.stateMachine = stateMachine;
            this.leadershipMayHaveMoved = leadershipMayHaveMoved;
        }

        @Override
        public void leadershipMayHaveMoved() {
            leadershipMayHaveMoved.run();
        }

        @Override
        public Optional<byte[]> answer(byte[] question) {
            if (Standing.isQuestion(question)) {
                return node.flatMap(Events::standing);
            }
            return node.flatMap(server ->
                    PeerQuestion.decode(question)
                            .map(about -> answer(server.division(), about.nodeId()).encode()));
        }

        /** An exception would end the stream on which the peer's proposals are under way too. */
        private static Optional<byte[]> standing(RatisNode node) {
            try {
                return Optional.of(node.standing(node.configuration()).encode());
            } catch (RuntimeException betweenTwoRoles) {
                return Optional.empty();
            }
        }

        private PeerQuestion.Answer answer(RaftServer.Division division, int about) {
            RaftPeerId id = Peers.id(about);
            Configuration now = Configuration.of(division);
            return new PeerQuestion.Answer(
                    stateMachine.hasHeardFrom(about) || RatisGroup.matchIndex(division, id) >= 0,
                    now.committed() && now.settled() ? now.index() : -1,
                    now.contains(id));
        }
    }

    /** From here on the server must not end by itself. */
    void arm() {
        halt.arm();
        tls.watch(() -> {
            links.renew();
            node.renewConnections("the certificate is new");
        });
    }

    RatisNode node() {
        return node;
    }

    NodeTls tls() {
        return tls;
    }

    LogKeeper keeper() {
        return keeper;
    }

    Proposer proposer() {
        return proposer;
    }

    private CompletableFuture<Standing> standing(int of) {
        return PeerSurvey.send(
                        links,
                        node.division().getMemberId().getGroupId(),
                        Peers.id(of),
                        Standing.question())
                .thenApply(reply ->
                        Optional.of(reply)
                                .filter(RaftClientReply::isSuccess)
                                .map(answer -> answer.getMessage().getContent().toByteArray())
                                .flatMap(Standing::decode)
                                .orElseThrow(
                                        () -> new IllegalStateException("no standing: " + reply)));
    }

    /** See {@link io.strongroom.raft.ReplicatedLog#readBarrier}. */
    CompletableFuture<Long> readBarrier() {
        CompletableFuture<Long> read = new CompletableFuture<>();
        var _ =
                barrier.await()
                        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .whenCompleteAsync(
                                (index, trouble) -> {
                                    if (trouble == null) {
                                        read.complete(index);
                                    } else {
                                        read.completeExceptionally(noBarrier(trouble));
                                    }
                                },
                                executor);
        return read;
    }

    /** Nothing of the caller's can be in the log after a read. */
    private RaftException noBarrier(Throwable trouble) {
        Throwable cause = trouble instanceof CompletionException ? trouble.getCause() : trouble;
        String why =
                cause instanceof TimeoutException
                        ? "no majority confirmed a read within " + timeout
                        : "no majority confirmed a read";
        return new RaftException(Outcome.NOT_APPENDED, why + ": try again", cause);
    }

    MembershipWatch membership() {
        return membership;
    }

    HaltSwitch halt() {
        return halt;
    }

    /** Gives up what is under way and ends the server. */
    @Override
    public void close() {
        halt.disarm();
        tls.close();
        proposer.close();
        links.close();
        node.close();
    }
}
