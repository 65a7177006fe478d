package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogConfig.Peer;
import io.strongroom.raft.LogConfig.TlsFiles;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger.Limits;
import io.strongroom.raft.testing.RecordingStateMachine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A node in a process of its own, so that it can be killed. Reads commands from standard input, one
 * a line, and answers each on a line that begins with {@code =}. Its state machine starts empty.
 */
final class NodeProcess {
    private static final int FOUNDERS = 3;

    private NodeProcess() {}

    private static Peer peer(int node, int port) {
        return new Peer(node, "127.0.0." + node, port);
    }

    static LogConfig config(Path root, UUID cluster, int port, int node) {
        boolean join = node > FOUNDERS;
        List<Peer> peers =
                IntStream.concat(
                                IntStream.rangeClosed(1, FOUNDERS),
                                join ? IntStream.of(node) : IntStream.empty())
                        .mapToObj(peer -> peer(peer, port))
                        .toList();
        Path tls = root.resolve("tls" + node);
        return new LogConfig(
                cluster,
                node,
                peers,
                join,
                root.resolve("node" + node),
                new TlsFiles(
                        tls.resolve("node.crt"), tls.resolve("node.key"), tls.resolve("ca.crt")),
                Duration.ofMinutes(2));
    }

    /**
     * Runs one node until its input ends.
     *
     * @param arguments root folder, cluster id, port, node id; with a fifth, the bytes of entries
     *     after which a snapshot is due
     */
    public static void main(String[] arguments) throws IOException, RaftException {
        RatisSerialFilter.install();
        RecordingStateMachine machine = new RecordingStateMachine();
        LogConfig config =
                config(
                        Path.of(arguments[0]),
                        UUID.fromString(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]));
        try (RatisLog log =
                        new RatisLog(
                                config, machine, NodeProcess::halt, limits(arguments), 1 << 20);
                BufferedReader commands =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            log.start();
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println("=" + answer(log, machine, line));
            }
        }
    }

    private static Limits limits(String[] arguments) {
        return arguments.length < 5
                ? Limits.DEFAULT
                : new Limits(
                        Long.parseLong(arguments[4]),
                        Long.MAX_VALUE,
                        Duration.ofDays(1),
                        Duration.ofMillis(100));
    }

    private static String answer(RatisLog log, RecordingStateMachine machine, String command) {
        return switch (command) {
            case "status" -> {
                LogStatus status = log.status();
                yield "%s %d term %d committed %d applied %d"
                        .formatted(
                                status.role(),
                                status.leader().orElse(0),
                                status.term(),
                                status.commitIndex(),
                                status.appliedIndex());
            }
            case "fill" -> {
                // Ten megabytes: more than a segment holds.
                String answer = "";
                // Other entries each time: what is known already is not kept again.
                String name = "fill" + log.status().appliedIndex() + ".";
                for (int i = 0; i < 40 && !answer.startsWith("refused "); i++) {
                    answer = propose(log, name + i + "x".repeat(250_000));
                }
                yield answer.startsWith("refused ")
                        ? answer
                        : String.valueOf(log.space().oldestIndex());
            }
            case "digest" ->
                    read(log, () -> machine.entries().size() + " " + machine.entries().hashCode());
            case "entries" -> read(log, () -> String.join(",", machine.entries()));
            case "members" ->
                    log.membership().members().stream()
                            .map(status -> status.member())
                            .map(member ->
                                    member.peer().nodeId() + (member.voter() ? "" : "listens"))
                            .collect(Collectors.joining(","));
            default -> command.startsWith("!") ? change(log, command) : propose(log, command);
        };
    }

    private static String read(RatisLog log, Supplier<String> answer) {
        try {
            log.readBarrier().join();
            return answer.get();
        } catch (CompletionException refused) {
            return "refused " + refused.getCause();
        }
    }

    /** {@code !add 4 21000} or {@code !promote 4 2}. */
    private static String change(RatisLog log, String command) {
        String[] words = command.split(" ", -1);
        int node = Integer.parseInt(words[1]);
        int last = Integer.parseInt(words[2]);
        try {
            if (words[0].equals("!add")) {
                log.membership().addListener(peer(node, last));
            } else {
                log.membership().promote(node, Optional.of(last));
            }
            return "done";
        } catch (MembershipException refused) {
            return refused.reason() + " " + refused.getMessage();
        } catch (RaftException unknown) {
            return "UNKNOWN " + unknown.getMessage();
        }
    }

    private static String propose(RatisLog log, String command) {
        try {
            byte[] entry = command.getBytes(StandardCharsets.UTF_8);
            return "applied " + log.propose(entry).join().index();
        } catch (CompletionException refused) {
            return "refused " + refused.getCause();
        }
    }

    private static void halt(String reason) {
        System.err.println("halted: " + reason);
        Runtime.getRuntime().halt(70);
    }
}
