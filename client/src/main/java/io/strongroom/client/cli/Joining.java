package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.MemberJson;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes a node in and gives it its vote once it has caught up. What is done already is not done
 * again, so that it may be broken off and started anew at any point.
 *
 * @param progress receives a line when something has moved
 */
record Joining(AdminClient admin, PrintWriter progress, Settings settings) {
    /**
     * How to wait.
     *
     * @param patience for a node without any progress
     * @param period between two looks
     */
    record Settings(Duration patience, Duration period) {
        static Settings patient(Duration patience) {
            return new Settings(patience, Duration.ofMillis(500));
        }

        /**
         * Makes a change, again and again while it is refused for what passes. The first attempt of
         * a call is given up early, so that a repetition may meet the change that it has begun.
         */
        ClusterJson made(Supplier<ClusterJson> change, Set<ErrorCode> passing)
                throws InterruptedException {
            long deadline = System.nanoTime() + patience.toNanos();
            while (true) {
                try {
                    return change.get();
                } catch (StrongroomException e) {
                    if (!passing.contains(e.code()) || System.nanoTime() - deadline >= 0) {
                        throw e;
                    }
                }
                Thread.sleep(period.toMillis());
            }
        }
    }

    /** The node did not move for too long. */
    static final class StalledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StalledException(String message) {
            super(message);
        }
    }

    /** A node to take in; its log's address. */
    record Newcomer(int id, String host, int port) {}

    /**
     * Does it, and returns the cluster with the new voter.
     *
     * @param replaced the member that leaves when the new one gets its vote; null when none does
     */
    ClusterJson run(Newcomer node, @Nullable Integer replaced) throws InterruptedException {
        var before = admin.status();
        var known = member(before, node.id());
        if (known.filter(MemberJson::voter).isPresent()) {
            progress.println("node " + node.id() + " votes already");
        } else {
            var cluster =
                    settings.made(
                            () -> admin.addNode(node.id(), node.host(), node.port()),
                            Set.of(ErrorCode.MEMBERSHIP_BUSY));
            progress.println(
                    "node "
                            + node.id()
                            + (known.isPresent() ? " is a listener already" : " is a listener now")
                            + ", it receives the log");
            awaitCaughtUp(node, cluster);
        }
        return promoted(node, replaced);
    }

    private void awaitCaughtUp(Newcomer node, ClusterJson first) throws InterruptedException {
        var cluster = first;
        long best = Long.MIN_VALUE;
        long movedAt = System.nanoTime();
        while (true) {
            var member = member(cluster, node.id());
            var match = member.map(MemberJson::matchIndex).orElse(null);
            var lag = member.map(MemberJson::lag).orElse(null);
            if (match != null && match > best) {
                best = match;
                movedAt = System.nanoTime();
                if (lag != null && match >= 0) {
                    progress.println(progress(node.id(), match, lag));
                }
            }
            if (lag != null && match != null && match >= 0 && lag <= closeTo(match)) {
                return;
            }
            if (System.nanoTime() - movedAt >= settings.patience().toNanos()) {
                throw new StalledException(
                        "node "
                                + node.id()
                                + " has received nothing for "
                                + settings.patience().toSeconds()
                                + " s: is it started with cluster.join: true, and reached at "
                                + node.host()
                                + ":"
                                + node.port()
                                + "? It stays a listener; run this again to go on, or remove-node "
                                + node.id());
            }
            Thread.sleep(settings.period().toMillis());
            cluster = admin.status();
        }
    }

    /** The leader is the judge; this only spares it questions. */
    private static long closeTo(long match) {
        return Math.max(100, match / 1000);
    }

    private ClusterJson promoted(Newcomer node, @Nullable Integer replaced)
            throws InterruptedException {
        var cluster =
                settings.made(
                        () -> admin.promote(node.id(), replaced),
                        Set.of(ErrorCode.NOT_CAUGHT_UP, ErrorCode.MEMBERSHIP_BUSY));
        progress.println(
                "node "
                        + node.id()
                        + " votes"
                        + (replaced == null ? "" : ", node " + replaced + " is out"));
        return cluster;
    }

    private static String progress(int node, long match, long lag) {
        var percent = 100.0 * (match + 1) / Math.max(1, match + 1 + lag);
        return String.format(
                Locale.ROOT,
                "node %d: %.1f %% of the log, %d entries behind",
                node,
                Math.floor(percent * 10) / 10,
                lag);
    }

    private static Optional<MemberJson> member(ClusterJson cluster, int id) {
        return cluster.members().stream().filter(member -> member.id() == id).findFirst();
    }
}
