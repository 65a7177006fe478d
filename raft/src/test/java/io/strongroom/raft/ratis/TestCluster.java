package io.strongroom.raft.ratis;

import io.strongroom.raft.Applied;
import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogConfig.Peer;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ratis.snapshot.LogKeeper;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger.Limits;
import io.strongroom.raft.testing.RecordingStateMachine;
import io.strongroom.raft.testing.TestAuthority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Logs in this JVM, on 127.0.0.1, 127.0.0.2 and so on, three at first, each with a state machine
 * that it keeps.
 */
final class TestCluster implements AutoCloseable {
    /** Longer than anything takes; also on a machine that stands still now and then. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Limits limits;
    private final long logBytes;
    private final Path root;
    private final UUID id = UUID.randomUUID();
    private final int port = freePort();
    private final Duration timeout;
    private final List<Peer> founders;
    private final TestAuthority authority = TestAuthority.create("test cluster");
    private final Map<Integer, LogConfig> configs = new TreeMap<>();
    private final Map<Integer, RecordingStateMachine> machines = new TreeMap<>();
    private final Map<Integer, RatisLog> logs = new TreeMap<>();
    private final Queue<String> halts = new ConcurrentLinkedQueue<>();

    TestCluster(Path root, Duration timeout) {
        this(root, timeout, 3);
    }

    TestCluster(Path root, Duration timeout, int size) {
        this(root, timeout, size, Limits.DEFAULT, LogKeeper.DEFAULT_LOG_BYTES);
    }

    /** Of three nodes, with other limits for snapshots and for the bytes of the log. */
    TestCluster(Path root, Duration timeout, Limits limits, long logBytes) {
        this(root, timeout, 3, limits, logBytes);
    }

    private TestCluster(Path root, Duration timeout, int size, Limits limits, long logBytes) {
        this.limits = limits;
        this.logBytes = logBytes;
        this.root = root;
        this.timeout = timeout;
        this.founders = IntStream.rangeClosed(1, size).mapToObj(this::peer).toList();
        for (Peer peer : founders) {
            configs.put(peer.nodeId(), newConfig(peer, founders));
            machines.put(peer.nodeId(), new RecordingStateMachine());
        }
    }

    /** Where a node is or would be. */
    Peer peer(int node) {
        return new Peer(node, "127.0.0." + node, port);
    }

    /** Starts a node that waits to be taken in. */
    RatisLog startJoining(int node) throws RaftException {
        List<Peer> known = new ArrayList<>(founders);
        known.add(peer(node));
        configs.put(node, newConfig(peer(node), known));
        machines.put(node, new RecordingStateMachine());
        return start(node);
    }

    private LogConfig newConfig(Peer peer, List<Peer> peers) {
        Path dir = root.resolve("node" + peer.nodeId());
        Path tls = root.resolve("tls" + peer.nodeId());
        // Both kinds of key are supported, so one of the three has the other kind.
        return new LogConfig(
                id,
                peer.nodeId(),
                peers,
                peers.size() > founders.size(),
                dir,
                peer.nodeId() == 3
                        ? authority.issueRsa(tls, peer.host())
                        : authority.issue(tls, peer.host()),
                timeout);
    }

    TestAuthority authority() {
        return authority;
    }

    LogConfig config(int node) {
        return Objects.requireNonNull(configs.get(node));
    }

    RecordingStateMachine machine(int node) {
        return Objects.requireNonNull(machines.get(node));
    }

    /** Gives a node that is stopped an empty state, as if its disk had been lost. */
    void forgetState(int node) {
        machines.put(node, new RecordingStateMachine());
    }

    RatisLog log(int node) {
        return Objects.requireNonNull(logs.get(node));
    }

    Queue<String> halts() {
        return halts;
    }

    TestCluster startAll() throws RaftException {
        for (Peer peer : founders) {
            start(peer.nodeId());
        }
        return this;
    }

    RatisLog start(int node) throws RaftException {
        RatisLog log = prepare(node);
        log.start();
        return log;
    }

    /** A log that the test starts itself. */
    RatisLog prepare(int node) {
        RatisLog log = new RatisLog(config(node), machine(node), halts::add, limits, logBytes);
        logs.put(node, log);
        return log;
    }

    void stop(int node) {
        log(node).close();
        logs.remove(node);
    }

    int leader() {
        int[] found = new int[1];
        eventually(
                "a leader",
                () -> {
                    logs.forEach((node, log) -> {
                        if (log.status().role() == Role.LEADER) {
                            found[0] = node;
                        }
                    });
                    return found[0] != 0;
                });
        return found[0];
    }

    int follower() {
        return otherThan(leader());
    }

    /** One that is not this one, whoever leads by now. */
    int otherThan(int node) {
        return logs.keySet().stream().filter(other -> other != node).findFirst().orElseThrow();
    }

    /**
     * Proposes until the entry is taken, as callers do who have request ids: a log may refuse while
     * it is started once more, and a newcomer's until it has seen that it is a member.
     */
    Applied propose(int node, String entry) throws RaftException {
        return insist(() -> proposeOnce(node, entry));
    }

    Applied proposeOnce(int node, String entry) throws RaftException {
        return get(log(node).propose(entry.getBytes(StandardCharsets.UTF_8)));
    }

    /** Asks for a read point until there is one; a refused read is safe to repeat. */
    long readBarrier(int node) throws RaftException {
        return insist(() -> get(log(node).readBarrier()));
    }

    /** All that was acknowledged; a node that does not lead may be behind. */
    List<String> entries(int node) throws RaftException {
        readBarrier(node);
        return machine(node).entries();
    }

    interface Step<T> {
        T run() throws RaftException;
    }

    /** Repeats what the log refuses, until the patience is over. */
    static <T> T insist(Step<T> step) throws RaftException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return step.run();
            } catch (RaftException refused) {
                if (System.nanoTime() > deadline) {
                    throw refused;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Waits for every node that runs to hold exactly these entries. */
    void holds(List<String> entries) {
        for (int node : logs.keySet()) {
            try {
                eventually(
                        "node " + node + " to hold " + entries,
                        () -> machine(node).entries().equals(entries));
            } catch (AssertionError e) {
                throw new AssertionError(
                        e.getMessage() + "; it holds " + machine(node).entries(), e);
            }
        }
    }

    /** Waits for every node that runs to hold the same, with this acknowledged entry. */
    void agreeOn(String entry) {
        eventually(
                "all to agree on " + entry,
                () -> {
                    List<List<String>> all =
                            logs.keySet().stream().map(node -> machine(node).entries()).toList();
                    return all.stream().distinct().count() == 1 && all.getFirst().contains(entry);
                });
    }

    static <T> T get(CompletableFuture<T> future) throws RaftException {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RaftException refused) {
                throw refused;
            }
            throw new AssertionError(e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer in " + PATIENCE, e);
        }
    }

    static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** A port that is free on all the addresses; the nodes tell each other apart by address. */
    private static int freePort() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops all nodes; they can be started again. */
    void stopAll() {
        List.copyOf(logs.values()).parallelStream().forEach(RatisLog::close);
        logs.clear();
    }

    @Override
    public void close() {
        stopAll();
    }
}
