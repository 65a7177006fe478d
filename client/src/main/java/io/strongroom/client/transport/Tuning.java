package io.strongroom.client.transport;

import java.time.Duration;

/**
 * How patient a client is.
 *
 * @param total for a call with all its attempts; longer than an election
 * @param attempt for one attempt
 * @param firstAttempt for a call's first attempt, when it is shorter: a node that stands still is
 *     noticed by whoever meets it first, and the request id makes asking another one safe
 * @param connect for a TCP connection; a node that is cut off costs that much
 * @param reads where reads go
 * @param connectionsPerNode callers beyond that wait for a connection
 */
public record Tuning(
        Duration total,
        Duration attempt,
        Duration firstAttempt,
        Duration connect,
        Reads reads,
        int connectionsPerNode) {
    /** Every node gives the same, linearizable, answers; the leader gives them soonest. */
    public enum Reads {
        LEADER,
        ANY_NODE
    }

    public Tuning {
        if (total.isNegative() || total.isZero() || attempt.isNegative() || attempt.isZero()) {
            throw new IllegalArgumentException("timeouts are positive");
        }
        if (firstAttempt.isNegative() || firstAttempt.isZero()) {
            throw new IllegalArgumentException("timeouts are positive");
        }
        if (connect.isNegative() || connect.isZero() || connectionsPerNode < 1) {
            throw new IllegalArgumentException("connect timeout and connections are positive");
        }
    }

    /**
     * 15 s in all, 5 s per attempt but 1.5 s for the first, 2 s to connect, the leader, 256
     * connections per node.
     */
    public static Tuning defaults() {
        return new Tuning(
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ofMillis(1500),
                Duration.ofSeconds(2),
                Reads.LEADER,
                256);
    }

    public Tuning withTotal(Duration value) {
        return new Tuning(value, attempt, firstAttempt, connect, reads, connectionsPerNode);
    }

    public Tuning withAttempt(Duration value) {
        return new Tuning(total, value, firstAttempt, connect, reads, connectionsPerNode);
    }

    public Tuning withFirstAttempt(Duration value) {
        return new Tuning(total, attempt, value, connect, reads, connectionsPerNode);
    }

    public Tuning withConnect(Duration value) {
        return new Tuning(total, attempt, firstAttempt, value, reads, connectionsPerNode);
    }

    public Tuning withReads(Reads value) {
        return new Tuning(total, attempt, firstAttempt, connect, value, connectionsPerNode);
    }

    public Tuning withConnectionsPerNode(int value) {
        return new Tuning(total, attempt, firstAttempt, connect, reads, value);
    }
}
