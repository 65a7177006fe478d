package io.strongroom.chaos.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Calls of one principal to all nodes at once, without pause, with the moment when each began. Ends
 * when it is closed.
 */
final class RevokedLoad implements AutoCloseable {
    private static final int THREADS_PER_NODE = 3;
    private static final int ENOUGH = 25;

    /** One call and its status. */
    interface Caller {
        int call(int node, int turn) throws IOException;
    }

    private record Done(int node, int turn, long beganNanos, int status) {}

    private final int nodes;
    private final Caller caller;
    private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ends;
    private volatile long revokedNanos;

    private RevokedLoad(int nodes, Caller caller) {
        this.nodes = nodes;
        this.caller = caller;
    }

    static RevokedLoad on(int nodes, Caller caller) {
        RevokedLoad load = new RevokedLoad(nodes, caller);
        for (int node = 1; node <= nodes; node++) {
            int asked = node;
            for (int i = 0; i < THREADS_PER_NODE; i++) {
                int first = i;
                load.threads.execute(() -> load.run(asked, first));
            }
        }
        return load;
    }

    private void run(int node, int first) {
        for (int turn = first; !ends; turn++) {
            long began = System.nanoTime();
            try {
                done.add(new Done(node, turn, began, caller.call(node, turn)));
            } catch (IOException none) {
                done.add(new Done(node, turn, began, 0));
            }
        }
    }

    /** The revocation was answered: what begins from here on must be refused. */
    void revokedNow() {
        revokedNanos = System.nanoTime();
    }

    private List<Done> afterwards() {
        // Both are System.nanoTime of one JVM: their difference counts.
        return done.stream().filter(one -> one.beganNanos() - revokedNanos >= 0).toList();
    }

    boolean succeedsEverywhere() {
        return everywhere(List.copyOf(done), 200);
    }

    boolean isRefusedEverywhere() {
        return everywhere(afterwards(), 403);
    }

    private boolean everywhere(List<Done> calls, int status) {
        return IntStream.rangeClosed(1, nodes)
                .allMatch(node ->
                        calls.stream()
                                        .filter(one -> one.node() == node)
                                        .filter(one -> one.status() == status)
                                        .count()
                                >= ENOUGH);
    }

    /** The calls that began after the revocation was answered and succeeded all the same. */
    List<String> successesAfterwards() {
        List<String> wrong = new ArrayList<>();
        for (Done one : afterwards()) {
            if (one.status() / 100 == 2) {
                wrong.add(one.toString());
            }
        }
        return wrong;
    }

    @Override
    public void close() {
        ends = true;
        threads.close();
    }
}
