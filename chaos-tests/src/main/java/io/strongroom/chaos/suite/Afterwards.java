package io.strongroom.chaos.suite;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.invariant.Retention;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.record.MovableClock;
import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.Stage;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.Watch;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.call.Connections;
import io.strongroom.chaos.suite.workload.call.Marker;
import io.strongroom.chaos.suite.workload.call.Tally;
import io.strongroom.chaos.suite.workload.crowd.Clients;
import io.strongroom.chaos.suite.workload.kind.Kept;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Days that pass in two minutes, by the clocks of all nodes and the recorder's together: an hour
 * before the end of the shortest retention everything deleted in the run has to be there, and at
 * its end everything has to go. To be done when every node serves and nobody else is at work.
 *
 * @param clock the recorder's
 */
record Afterwards(Stage stage, Watch watch, Recorder recorder, MovableClock clock, Tally tally) {
    private static final String CHECK = "time passes";
    private static final String QUORUM_TIME = "strongroom_quorum_time_seconds";
    private static final Duration SHORT_OF_THE_END = Duration.ofHours(1);

    /** How late a purge may be: the leader looks for what is due every few seconds. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    /**
     * What is deleted while quorum time stands is kept longer, on purpose, by the jump that ends
     * the standstill. Moving all clocks is such a jump for what was deleted within so long before,
     * beside a fault.
     */
    private static final Duration SHADOW = Duration.ofMinutes(6);

    /** After a fault quorum time has caught up within this. */
    private static final Duration CAUGHT_UP = Duration.ofSeconds(15);

    private static final Duration MOVES_WITHIN = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(300);

    /** Of the history, with what is read here. */
    Verdict verdict(Marker marker) throws IOException, StageException, InterruptedException {
        List<Operation> deletes = deletes(recorder.history(), Kept.NAME);
        if (deletes.isEmpty()) {
            return Verdict.undecided(CHECK, "nothing was deleted");
        }
        long before = recorder.now();
        // Short of the first one's end.
        long since = clock.wallMillis() - deletes.getFirst().span().beginWallMillis();
        Duration first = Kept.RETENTION.minus(SHORT_OF_THE_END).minusMillis(since);
        if (!moved(first)) {
            return Verdict.undecided(CHECK, "the cluster's time did not come to " + first);
        }
        lookAtAll(deletes, marker);
        if (!moved(Kept.RETENTION)) {
            return Verdict.undecided(CHECK, "the cluster's time did not come to the end");
        }
        Thread.sleep(SLACK);
        lookAtAll(deletes, marker);
        // They were looked at short of the first one's end.
        long apart =
                deletes.getLast().span().beginWallMillis()
                        - deletes.getFirst().span().beginWallMillis();
        Duration close = SHORT_OF_THE_END.plusMillis(apart);
        return new Retention(Kept.NAME, Kept.RETENTION, SLACK, close)
                .of(owed(recorder.history(), Kept.NAME, before));
    }

    private static List<Operation> deletes(History history, String workload) {
        return history.of(workload).stream()
                .filter(one -> one.action() instanceof Action.Delete && one.succeeded())
                .toList();
    }

    /**
     * The history without the names that may be kept longer.
     *
     * @param movedNanos when all clocks were moved
     */
    static History owed(History history, String workload, long movedNanos) {
        Set<String> shadowed =
                deletes(history, workload).stream()
                        .filter(one -> one.begin() > movedNanos - SHADOW.toNanos())
                        .filter(one -> isBesideAFault(history, one))
                        .map(Operation::name)
                        .collect(Collectors.toSet());
        return new History(
                history.run(),
                history.of(workload).stream()
                        .filter(one -> !shadowed.contains(one.name()))
                        .toList(),
                history.faults(),
                history.endNanos());
    }

    private static boolean isBesideAFault(History history, Operation one) {
        for (Fault fault : history.faults()) {
            boolean over = fault.span().endNanos() < one.begin() - CAUGHT_UP.toNanos();
            if (fault.span().beginNanos() <= one.span().endNanos() && !over) {
                return true;
            }
        }
        return false;
    }

    /** Moves all clocks; returns when the cluster's time has come there and every node serves. */
    private boolean moved(Duration ahead) throws StageException, InterruptedException {
        clock.moveTo(ahead);
        for (Host host : stage.hosts()) {
            host.faults().setOffset(ahead);
        }
        double there = clock.wallMillis() / 1000.0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < MOVES_WITHIN.toNanos()) {
            if (watch.metric(1, QUORUM_TIME) >= there && watch.allServe()) {
                return true;
            }
            Thread.sleep(POLL);
        }
        return false;
    }

    private void lookAtAll(List<Operation> deletes, Marker marker)
            throws IOException, InterruptedException {
        // By their clocks all tokens have expired.
        try (Connections fresh = new Connections(stage.access(), marker);
                Clients clients = new Clients(Kept.NAME)) {
            Caller caller = new Caller(fresh.anyNode(Kept.VAULT), recorder, tally);
            for (Operation delete : deletes) {
                var _ =
                        clients.askAtLast(
                                caller, new Request(delete.name(), new Action.GetDeleted()));
            }
        }
    }
}
