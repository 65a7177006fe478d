package io.strongroom.chaos.suite;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.invariant.Retention;
import io.strongroom.chaos.check.invariant.Silences;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Days that pass in some minutes, by the clocks of all nodes and the recorder's together, until
 * everything that was deleted is due. An hour before that everything has to be there. Then the
 * clocks go on from lot to lot, each of the names that were deleted within two minutes, whatever
 * was done to the nodes meanwhile: it has to be there two minutes before its first end. At last all
 * has to be gone. To be done when every node serves and nobody else is at work.
 *
 * @param clock the recorder's
 */
record Afterwards(Stage stage, Watch watch, Recorder recorder, MovableClock clock, Tally tally) {
    private static final String CHECK = "time passes";
    private static final String QUORUM_TIME = "strongroom_quorum_time_seconds";

    /** So that what the run has deleted does not decide whether anything is judged. */
    private static final int FRESH_NAMES = 60;

    private static final Duration AN_HOUR_BEFORE = Duration.ofHours(1);

    /** Each costs some ten seconds at the end of a run: less than a tenth of its length. */
    static final Duration LOT = Duration.ofMinutes(2);

    /** Clocks and looks need some ten seconds; a slow machine needs more. */
    static final Duration RIGHT_BEFORE = Duration.ofMinutes(2);

    /** A purge may be so early after a short standstill of quorum time (ADR 0008). */
    private static final Duration AT_MOST_EARLY = Duration.ofMinutes(1);

    /** What is due by the cluster's time is gone within this, also while leadership wanders. */
    private static final Duration PURGES_WITHIN = Duration.ofSeconds(5);

    /** How late a purge may be. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    /**
     * What is deleted while quorum time stands is kept longer, on purpose, by the jump that ends
     * the standstill. Moving all clocks is such a jump for what was deleted within so long before,
     * beside a fault.
     */
    private static final Duration SHADOW = Duration.ofMinutes(6);

    /** A standstill of a minute is such a jump itself, and may lead to the next. */
    private static final Duration STANDSTILL = Duration.ofSeconds(50);

    /** After a fault quorum time has caught up within this. */
    private static final Duration CAUGHT_UP = Duration.ofSeconds(15);

    private static final Duration MOVES_WITHIN = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(300);

    /** Of the history, with what is done and read here. */
    List<Verdict> verdicts(Marker marker) throws IOException, StageException, InterruptedException {
        Thread.sleep(CAUGHT_UP);
        deleteSome(marker);
        long movedNanos = recorder.now();
        List<Operation> deleted = deletes(recorder.history(), Kept.NAME);
        if (deleted.isEmpty()) {
            return undecided("nothing was deleted");
        }
        long first = deleted.getFirst().span().beginWallMillis();
        List<String> names = deleted.stream().map(Operation::name).toList();
        // After a jump of days nodes are not ready for half a minute. Those of minutes that follow
        // do not wait for that: a node that only suspects its clock answers.
        if (!movedTo(first + Kept.RETENTION.minus(AN_HOUR_BEFORE).toMillis(), true)) {
            return undecided("the cluster's time did not come to the last hour");
        }
        lookAt(names, marker);
        for (Lot lot : Lot.of(deleted)) {
            long end = lot.firstMillis() + Kept.RETENTION.toMillis();
            boolean there = movedTo(end - RIGHT_BEFORE.toMillis(), false);
            if (!there || clock.wallMillis() > end - AT_MOST_EARLY.toMillis()) {
                return undecided(
                        "the cluster's time did not come, or too late, to the last minutes of "
                                + lot.names().getFirst());
            }
            lookAt(lot.names(), marker);
        }
        long due = lastEnd(deleted) + Kept.RETENTION.toMillis();
        if (!movedTo(due, true)) {
            return undecided("the cluster's time did not come to the end");
        }
        Thread.sleep(Math.max(0, due + SLACK.toMillis() - clock.wallMillis()));
        lookAt(names, marker);
        return judge(recorder.history(), Kept.NAME, movedNanos);
    }

    private static List<Verdict> undecided(String reason) {
        return List.of(Verdict.undecided(CHECK, reason));
    }

    private static long lastEnd(List<Operation> deleted) {
        return deleted.stream().mapToLong(one -> one.span().endWallMillis()).max().orElseThrow();
    }

    /**
     * Names whose ends are close together.
     *
     * @param firstMillis when the first of them was deleted, by true time
     */
    record Lot(long firstMillis, List<String> names) {
        Lot {
            names = List.copyOf(names);
        }

        /**
         * All of them, in order of their ends.
         *
         * @param deleted in order of begin
         */
        static List<Lot> of(List<Operation> deleted) {
            List<Lot> lots = new ArrayList<>();
            List<String> names = new ArrayList<>();
            long first = 0;
            for (Operation one : deleted) {
                long begin = one.span().beginWallMillis();
                if (!names.isEmpty() && begin - first > LOT.toMillis()) {
                    lots.add(new Lot(first, names));
                    names.clear();
                }
                first = names.isEmpty() ? begin : first;
                names.add(one.name());
            }
            if (!names.isEmpty()) {
                lots.add(new Lot(first, names));
            }
            return lots;
        }
    }

    /**
     * Each name has to have been seen by the look at its own lot, and to be gone when it is owed.
     *
     * @param movedNanos when all clocks were moved
     */
    static List<Verdict> judge(History history, String workload, long movedNanos) {
        Duration close = LOT.plus(RIGHT_BEFORE);
        return List.of(
                Retention.toTheLastMinutes(workload, Kept.RETENTION, close).of(history),
                new Retention(workload, Kept.RETENTION, SLACK, close)
                        .of(owed(history, workload, movedNanos)));
    }

    private void deleteSome(Marker marker) throws IOException, InterruptedException {
        try (Connections connections = new Connections(stage.access(), marker);
                Clients clients = new Clients(Kept.NAME)) {
            Caller caller = new Caller(connections.leader(Kept.VAULT), recorder, tally);
            for (int i = 0; i < FRESH_NAMES; i++) {
                String name = "fresh-%02d".formatted(i);
                var _ = clients.askAtLast(caller, new Request(name, new Action.Set(name)));
                var _ = clients.askAtLast(caller, new Request(name, new Action.Delete()));
            }
        }
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
        long shadow = shadowNanos(history, movedNanos);
        Set<String> shadowed =
                deletes(history, workload).stream()
                        .filter(one -> one.begin() > shadow)
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

    private static long shadowNanos(History history, long movedNanos) {
        long from = movedNanos - SHADOW.toNanos();
        for (Silences.Silence one : Silences.of(history).all().reversed()) {
            boolean leadsOn = one.fromNanos() < movedNanos && one.untilNanos() >= from;
            if (leadsOn && one.millis() >= STANDSTILL.toMillis()) {
                from = Math.min(from, one.fromNanos() - SHADOW.toNanos());
            }
        }
        return from;
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

    /**
     * Moves all clocks, and never back.
     *
     * @return when the cluster's time has been there for as long as a purge needs, and every node
     *     serves if that is asked for; false when that did not come
     */
    private boolean movedTo(long wallMillis, boolean untilAllServe)
            throws StageException, InterruptedException {
        if (wallMillis > clock.wallMillis()) {
            Duration ahead = Duration.ofMillis(wallMillis - System.currentTimeMillis());
            clock.moveTo(ahead);
            for (Host host : stage.hosts()) {
                host.faults().setOffset(ahead);
            }
        }
        double reached = (clock.wallMillis() + PURGES_WITHIN.toMillis()) / 1000.0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < MOVES_WITHIN.toNanos()) {
            if (watch.metric(1, QUORUM_TIME) >= reached && (!untilAllServe || watch.allServe())) {
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
