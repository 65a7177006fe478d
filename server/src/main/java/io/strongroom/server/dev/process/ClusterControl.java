package io.strongroom.server.dev.process;

import io.strongroom.client.api.HealthJson;
import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.DevException;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts and stops the nodes of one cluster. Safe to use from several processes at once as long as
 * they drive different nodes.
 *
 * @param progress receives one line per step
 */
public record ClusterControl(
        ClusterDir dir, ClusterPlan plan, NodeProgram program, PrintWriter progress) {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static final int LOG_LINES_SHOWN = 20;

    public NodeProcess process(int node) {
        return new NodeProcess(program, dir.nodeYaml(node), dir.pidFile(node), dir.log(node));
    }

    /** The nodes whose processes exist, paused ones included. */
    public List<Integer> running() {
        return plan.nodeIds().stream().filter(node -> process(node).pid().isPresent()).toList();
    }

    /**
     * Fails when a port of these nodes is taken.
     *
     * @throws DevException naming address and port
     */
    public void checkPortsFree(List<Integer> nodes) throws DevException {
        for (int node : nodes) {
            for (int port : List.of(plan.basePort(), plan.raftPort())) {
                String address = plan.address(node);
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
                } catch (IOException taken) {
                    throw new DevException(
                            "%s:%d is not free (%s): stop what uses it or choose another --base-port"
                                    .formatted(address, port, taken.getMessage()),
                            taken);
                }
            }
        }
    }

    /** Starts nodes without waiting for them. */
    public void launch(List<Integer> nodes) throws DevException {
        for (int node : nodes) {
            long pid = process(node).start(environment(node));
            progress.println("node " + node + " started, pid " + pid + ", log " + dir.log(node));
        }
    }

    private Map<String, String> environment(int node) {
        return switch (plan.rootKey()) {
            case SOFTWARE -> Map.of();
            case PKCS11 -> Map.of("SOFTHSM2_CONF", dir.softHsmConf(node).toString());
        };
    }

    /**
     * Waits until all of these nodes serve.
     *
     * @throws DevException with the last log lines when a node ends or takes over two minutes
     */
    public void awaitReady(List<Integer> nodes) throws DevException {
        long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        List<Integer> waiting = new ArrayList<>(nodes);
        try (HealthProbe probe = new HealthProbe(dir.authority())) {
            while (true) {
                for (int node : List.copyOf(waiting)) {
                    if (probe.ready(plan.url(node))) {
                        progress.println("node " + node + " is ready");
                        waiting.remove(Integer.valueOf(node));
                    } else if (process(node).pid().isEmpty()) {
                        throw new DevException(
                                "node " + node + " ended while starting." + lastLogLines(node));
                    }
                }
                if (waiting.isEmpty()) {
                    return;
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new DevException(notReady(probe, waiting.getFirst()));
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private String notReady(HealthProbe probe, int node) {
        String reason =
                probe.ask(plan.url(node))
                        .map(health -> "it says: " + health.reason())
                        .orElse("it does not answer");
        return "node %d is not ready after %d seconds (%s).%s"
                .formatted(node, STARTS_WITHIN.toSeconds(), reason, lastLogLines(node));
    }

    private String lastLogLines(int node) {
        try {
            List<String> lines =
                    Files.readString(dir.log(node), StandardCharsets.ISO_8859_1).lines().toList();
            int from = Math.max(0, lines.size() - LOG_LINES_SHOWN);
            return "\nThe end of "
                    + dir.log(node)
                    + ":\n  "
                    + String.join("\n  ", lines.subList(from, lines.size()));
        } catch (IOException unreadable) {
            return " Its log cannot be read: " + unreadable.getMessage();
        }
    }

    /** Asks these nodes to end, waits, and kills those that have not after 30 seconds. */
    public void stop(List<Integer> nodes) throws DevException {
        for (int node : nodes) {
            process(node).terminate();
        }
        long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
        for (int node : nodes) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!process(node).awaitDown(left)) {
                progress.println("node " + node + " did not end by itself, killing it");
                process(node).kill();
            }
        }
    }

    public List<NodeStatus> status() throws DevException {
        try (HealthProbe probe = new HealthProbe(dir.authority())) {
            return plan.nodeIds().stream().map(node -> status(node, probe)).toList();
        }
    }

    private NodeStatus status(int node, HealthProbe probe) {
        NodeProcess process = process(node);
        OptionalLong pid = process.pid();
        String role =
                switch (process.state()) {
                    case DOWN -> "down";
                    case PAUSED -> "paused";
                    case RUNNING ->
                            probe.ask(plan.url(node)).map(HealthJson::role).orElse("unreachable");
                };
        return new NodeStatus(
                node, role, role.equals("down") ? OptionalLong.empty() : pid, plan.url(node));
    }
}
