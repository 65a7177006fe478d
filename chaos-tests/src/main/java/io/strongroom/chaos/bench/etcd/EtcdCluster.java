package io.strongroom.chaos.bench.etcd;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Three processes of the machine's etcd on loopback, with etcd's own defaults: no TLS, no
 * authentication, every write on disk before it is acknowledged. Closing it ends them. For one
 * thread, but for the clients it makes.
 */
public final class EtcdCluster implements AutoCloseable {
    private static final int NODES = 3;
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final List<Process> processes;
    private final List<URI> endpoints;
    private final URI leader;

    private EtcdCluster(List<Process> processes, List<URI> endpoints, URI leader) {
        this.processes = processes;
        this.endpoints = endpoints;
        this.leader = leader;
    }

    /**
     * Starts the processes and waits for a leader.
     *
     * @param folder for their data and output; made when missing
     * @param basePort this and the five behind it are used
     * @throws IOException when etcd is not installed, or no leader comes up
     */
    public static EtcdCluster start(Path folder, int basePort) throws IOException {
        List<Process> processes = new ArrayList<>();
        List<URI> endpoints = new ArrayList<>();
        Files.createDirectories(folder);
        boolean complete = false;
        try {
            for (int node = 0; node < NODES; node++) {
                processes.add(process(folder, basePort, node).start());
                endpoints.add(URI.create("http://127.0.0.1:" + (basePort + node)));
            }
            EtcdCluster cluster = new EtcdCluster(processes, endpoints, awaitLeader(endpoints));
            complete = true;
            return cluster;
        } finally {
            if (!complete) {
                processes.forEach(Process::destroyForcibly);
            }
        }
    }

    private static ProcessBuilder process(Path folder, int basePort, int node) {
        String client = "http://127.0.0.1:" + (basePort + node);
        List<String> members = new ArrayList<>();
        for (int other = 0; other < NODES; other++) {
            members.add("n%d=http://127.0.0.1:%d".formatted(other, basePort + NODES + other));
        }
        String peer = "http://127.0.0.1:" + (basePort + NODES + node);
        ProcessBuilder builder =
                new ProcessBuilder(
                        "etcd",
                        "--name=n" + node,
                        "--data-dir=" + folder.resolve("n" + node),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=" + String.join(",", members),
                        "--quota-backend-bytes=8589934592");
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("n" + node + ".log").toFile());
        return builder;
    }

    private static URI awaitLeader(List<URI> endpoints) throws IOException {
        long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (URI endpoint : endpoints) {
                if (leads(endpoint)) {
                    return endpoint;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new IOException("etcd has no leader within " + STARTS_WITHIN);
    }

    private static boolean leads(URI endpoint) {
        try (EtcdStore node = new EtcdStore(List.of(endpoint), 1)) {
            return node.leads();
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    public URI leader() {
        return leader;
    }

    /** The processes. */
    public List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    /** Every node's. */
    public List<URI> endpoints() {
        return List.copyOf(endpoints);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
