package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.suite.Afterwards.Lot;
import io.strongroom.chaos.suite.workload.kind.Kept;

import org.junit.jupiter.api.Test;

import java.util.List;

final class AfterwardsTest {
    private static final long MINUTE = 60_000;

    /** Of what is deleted at the start. */
    private static final long END = Kept.RETENTION.toMillis();

    /** When all clocks are moved. */
    private static final long MOVED = 100 * MINUTE;

    @Test
    void owed_whatWasDeletedBesideAFaultInTheLastMinutes_mayStay() {
        HistoryBuilder history = busy(10 * MINUTE);
        delete(history, "beside a fault, long before", 2 * MINUTE);
        delete(history, "without a fault", 6 * MINUTE);
        delete(history, "in a fault", 8 * MINUTE);
        delete(history, "right after it", 9 * MINUTE + 14_000);
        delete(history, "well after it", 9 * MINUTE + 16_000);
        history.fault("kill", MINUTE, 3 * MINUTE, true);
        history.fault("kill", 7 * MINUTE, 9 * MINUTE, true);

        assertEquals(
                List.of("beside a fault, long before", "without a fault", "well after it"),
                owedNames(history, 10 * MINUTE));
    }

    @Test
    void owed_whenEveryNodeWasDownShortlyBefore_theShadowIsLonger() {
        HistoryBuilder history = busy(12 * MINUTE);
        delete(history, "before the standstill", 9 * MINUTE);
        history.fault("clock", 9 * MINUTE, 9 * MINUTE + 10, true);
        history.on("busy");
        for (long at = 13 * MINUTE + 5_000; at < 21 * MINUTE; at += 4_000) {
            history.get(1, at, at, "a");
        }

        assertEquals(List.of(), owedNames(history, 18 * MINUTE));
        assertEquals(List.of("before the standstill"), owedNames(history, 20 * MINUTE));
    }

    @Test
    void lots_ofAllThatWasDeleted_haveEachNameOnceAndSpanTwoMinutes() {
        HistoryBuilder history = new HistoryBuilder();
        for (int i = 0; i < 10; i++) {
            delete(history, "k-" + i, i * MINUTE);
        }
        delete(history, "last", 30 * MINUTE);

        List<Lot> lots = Lot.of(history.build().operations());

        assertEquals(
                List.of(
                        List.of("k-0", "k-1", "k-2"),
                        List.of("k-3", "k-4", "k-5"),
                        List.of("k-6", "k-7", "k-8"),
                        List.of("k-9"),
                        List.of("last")),
                lots.stream().map(Lot::names).toList());
        assertEquals(HistoryBuilder.WALL_START + 3 * MINUTE, lots.get(1).firstMillis());
        assertEquals(List.of(), Lot.of(List.of()));
    }

    @Test
    void judge_everyNameSeenByTheLookAtItsLot_passesTwice() {
        HistoryBuilder history = busy(MOVED);
        life(history, "in peace", 0, END - MINUTE);
        life(history, "beside a wrong clock", MINUTE, MINUTE + END - 3 * MINUTE);
        history.fault("clock", MINUTE - 5, MINUTE + 5, true);

        List<Verdict> found = judged(history);

        assertEquals(List.of(Ruling.PASS, Ruling.PASS), rulings(found));
        assertEquals(
                "2 names were seen at most 4.0 minutes before their end, 1 of them deleted while a"
                        + " clock was wrong",
                found.getFirst().reason());
    }

    @Test
    void judge_nameSeenByTheLookAtAnotherLot_isUndecided() {
        HistoryBuilder history = busy(MOVED);
        life(history, "in peace", 0, END - MINUTE);
        life(history, "beside a wrong clock", 50 * MINUTE, END - MINUTE);
        history.fault("clock", 50 * MINUTE - 5, 50 * MINUTE + 5, true);

        assertEquals(List.of(Ruling.UNDECIDED, Ruling.UNDECIDED), rulings(judged(history)));
    }

    /** Though the times that the vault states are right. */
    @Test
    void judge_nameGoneAnHourEarlyBesideAWrongClock_fails() {
        HistoryBuilder history = busy(MOVED);
        life(history, "in peace", 0, END - 2 * MINUTE);
        long deleted = 17 * MINUTE;
        delete(history, "beside a wrong clock", deleted);
        history.ok(1, deleted + 9, deleted + 10, new Action.GetDeleted(), times(deleted))
                .ok(1, END - 60 * MINUTE, END - 60 * MINUTE + 5, look(), times(deleted))
                .refused(
                        1,
                        deleted + END - 2 * MINUTE,
                        deleted + END - 2 * MINUTE + 5,
                        look(),
                        Seen.Refusal.NOT_FOUND)
                .fault("clock", deleted - 3_000, deleted + 4_000, true);

        List<Verdict> found = judged(history);

        assertEquals(List.of(Ruling.FAIL, Ruling.FAIL), rulings(found));
        assertEquals(
                "beside a wrong clock was gone 119.0 seconds before its time",
                found.getFirst().reason());
    }

    @Test
    void judge_nameThatMayStayLonger_hasToBeThereInItsLastMinutesAll() {
        HistoryBuilder history = busy(MOVED);
        life(history, "in peace", 0, END - MINUTE);
        long deleted = 97 * MINUTE;
        delete(history, "beside a fault", deleted);
        history.fault("kill", deleted - 5, deleted + 5, true)
                .ok(1, END - 60 * MINUTE, END - 60 * MINUTE + 5, look(), times(deleted));
        assertEquals(List.of(Ruling.UNDECIDED, Ruling.PASS), rulings(judged(history)));

        long close = deleted + END - MINUTE;
        history.ok(1, close, close + 5, look(), times(deleted))
                .ok(1, close + 3 * MINUTE, close + 3 * MINUTE + 5, look(), times(deleted + END));
        assertEquals(List.of(Ruling.PASS, Ruling.PASS), rulings(judged(history)));
    }

    @Test
    void judge_nothingDeleted_isUndecided() {
        assertEquals(List.of(Ruling.UNDECIDED, Ruling.UNDECIDED), rulings(judged(busy(MOVED))));
    }

    private static List<Verdict> judged(HistoryBuilder history) {
        return Afterwards.judge(history.build(), HistoryBuilder.WORKLOAD, MOVED * 1_000_000);
    }

    /** Somebody is answered all the time. */
    private static HistoryBuilder busy(long until) {
        HistoryBuilder history = new HistoryBuilder().on("busy");
        for (long at = 0; at <= until; at += 4_000) {
            history.get(1, at, at, "a");
        }
        return history;
    }

    private static List<Ruling> rulings(List<Verdict> verdicts) {
        return verdicts.stream().map(Verdict::ruling).toList();
    }

    private static List<String> owedNames(HistoryBuilder history, long moved) {
        return Afterwards.owed(history.build(), HistoryBuilder.WORKLOAD, moved * 1_000_000)
                .operations()
                .stream()
                .filter(one -> one.action() instanceof Action.Delete)
                .map(Operation::name)
                .toList();
    }

    /** Deleted, seen once, and gone when its retention has passed. */
    private static void life(HistoryBuilder history, String name, long deleted, long seen) {
        history.on(name)
                .ok(1, deleted, deleted + 5, new Action.Delete(), times(deleted))
                .done(1, seen, seen + 5, look())
                .refused(
                        1,
                        deleted + END + 10_000,
                        deleted + END + 10_005,
                        look(),
                        Seen.Refusal.NOT_FOUND);
    }

    private static Seen times(long deleted) {
        long said = (HistoryBuilder.WALL_START + deleted) / 1_000;
        return new Seen.Deletion(said, said + Kept.RETENTION.toSeconds());
    }

    private static Action look() {
        return new Action.GetDeleted();
    }

    private static void delete(HistoryBuilder history, String name, long at) {
        history.on(name).ok(1, at, at + 5, new Action.Delete(), new Seen.Deletion(0, 0));
    }
}
