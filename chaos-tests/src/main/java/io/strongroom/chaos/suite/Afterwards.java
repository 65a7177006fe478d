package io.strongroom.chaos.suite;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.invariant.Retention;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Days that pass in four minutes, by the clocks of all nodes and the recorder's together, until
 * everything that was deleted is due. An hour before that everything has to be there; what is
 * deleted here, in peace and at one moment, also two minutes before its end at most; then all has
 * to go. To be done when every node serves and nobody else is at work.
 *
 * @param clock the recorder's
 */
record Afterwards(Stage stage, Watch watch, Recorder recorder, MovableClock clock, Tally tally) {
    private static final String CHECK = "time passes";
    private static final String QUORUM_TIME = "strongroom_quorum_time_seconds";

    /** So that what the run has deleted does not decide whether anything is judged. */
    private static final int FRESH_NAMES = 60;

    private static final Duration AN_HOUR_BEFORE = Duration.ofHours(1);

    /** A node whose clock has jumped is not ready for half a minute; a slow machine needs more. */
    private static final Duration RIGHT_BEFORE = Duration.ofMinutes(2);

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

    /** Of the history, with what is done and read here. */
    List<Verdict> verdicts(Marker marker) throws IOException, StageException, InterruptedException {
        List<String> names = new ArrayList<>();
        List<Operation> run = deletes(recorder.history(), Kept.NAME);
        run.forEach(delete -> names.add(delete.name()));
        Thread.sleep(CAUGHT_UP);
        long freshFrom = clock.wallMillis();
        List<String> fresh = deleteSome(marker);
        names.addAll(fresh);
        long movedNanos = recorder.now();
        long freshUntil = clock.wallMillis();

        long first = run.isEmpty() ? freshFrom : run.getFirst().span().beginWallMillis();
        if (!movedTo(first + Kept.RETENTION.minus(AN_HOUR_BEFORE).toMillis())) {
            return undecided("the cluster's time did not come to the last hour");
        }
        lookAt(names, marker);
        if (!movedTo(freshFrom + Kept.RETENTION.minus(RIGHT_BEFORE).toMillis())) {
            return undecided("the cluster's time did not come to the last minutes");
        }
        lookAt(fresh, marker);
        long due = freshUntil + Kept.RETENTION.toMillis();
        Thread.sleep(Math.max(0, due - clock.wallMillis()) + SLACK.toMillis());
        lookAt(names, marker);
        return new Looks(
                        Kept.NAME,
                        fresh,
                        // All were looked at an hour before the first one's end.
                        AN_HOUR_BEFORE.plusMillis(freshFrom - first),
                        RIGHT_BEFORE.plusMillis(freshUntil - freshFrom))
                .judge(owed(recorder.history(), Kept.NAME, movedNanos));
    }

    private static List<Verdict> undecided(String reason) {
        return List.of(Verdict.undecided(CHECK, reason));
    }

    /**
     * How close to their ends names were looked at. Each lot is judged by its own look: one that
     * saw nothing must not pass because another one did.
     *
     * @param fresh what was deleted in peace
     * @param close before their end all were looked at
     * @param freshClose the same of the fresh ones, which were looked at once more
     */
    record Looks(String workload, List<String> fresh, Duration close, Duration freshClose) {
        Looks {
            fresh = List.copyOf(fresh);
        }

        /** Of the run's names, where it has deleted any, and of the fresh ones. */
        List<Verdict> judge(History owed) {
            List<Verdict> verdicts = new ArrayList<>();
            History run = only(owed, one -> !fresh.contains(one.name()));
            if (!deletes(run, workload).isEmpty()) {
                verdicts.add(new Retention(workload, Kept.RETENTION, SLACK, close).of(run));
            }
            Verdict last =
                    new Retention(workload, Kept.RETENTION, SLACK, freshClose)
                            .of(only(owed, one -> fresh.contains(one.name())));
            verdicts.add(
                    new Verdict(
                            "kept to the last minutes: " + workload,
                            last.ruling(),
                            last.reason(),
                            last.evidence(),
                            last.culprits()));
            return verdicts;
        }
    }

    private List<String> deleteSome(Marker marker) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        try (Connections connections = new Connections(stage.access(), marker);
                Clients clients = new Clients(Kept.NAME)) {
            Caller caller = new Caller(connections.leader(Kept.VAULT), recorder, tally);
            for (int i = 0; i < FRESH_NAMES; i++) {
                String name = "fresh-%02d".formatted(i);
                Outcome set = clients.askAtLast(caller, new Request(name, new Action.Set(name)));
                Outcome delete = clients.askAtLast(caller, new Request(name, new Action.Delete()));
                if (set instanceof Outcome.Ok && delete instanceof Outcome.Ok(Seen.Deletion _)) {
                    names.add(name);
                }
            }
        }
        return names;
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
        return only(
                history, one -> one.workload().equals(workload) && !shadowed.contains(one.name()));
    }

    private static History only(History history, Predicate<Operation> which) {
        return new History(
                history.run(),
                history.operations().stream().filter(which).toList(),
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
    private boolean movedTo(long wallMillis) throws StageException, InterruptedException {
        Duration ahead = Duration.ofMillis(wallMillis - System.currentTimeMillis());
        clock.moveTo(ahead);
        for (Host host : stage.hosts()) {
            host.faults().setOffset(ahead);
        }
        long start = System.nanoTime();
        while (System.nanoTime() - start < MOVES_WITHIN.toNanos()) {
            if (watch.metric(1, QUORUM_TIME) >= wallMillis / 1000.0 && watch.allServe()) {
                return true;
            }
            Thread.sleep(POLL);
        }
        return false;
    }

    private void lookAt(List<String> names, Marker marker)
            throws IOException, InterruptedException {
        // By their clocks all tokens have expired.
        try (Connections anew = new Connections(stage.access(), marker);
                Clients clients = new Clients(Kept.NAME)) {
            Caller caller = new Caller(anew.anyNode(Kept.VAULT), recorder, tally);
            for (String name : names) {
                var _ = clients.askAtLast(caller, new Request(name, new Action.GetDeleted()));
            }
        }
    }
}
