package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.suite.workload.kind.Kept;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

final class AfterwardsTest {
    private static final long MINUTE = 60_000;

    /** Of what is deleted at the start. */
    private static final long END = Kept.RETENTION.toMillis();

    @Test
    void owed_whatWasDeletedBesideAFaultInTheLastMinutes_mayStay() {
        HistoryBuilder history = new HistoryBuilder();
        delete(history, "beside a fault, long before", 2 * MINUTE);
        delete(history, "without a fault", 6 * MINUTE);
        delete(history, "in a fault", 8 * MINUTE);
        delete(history, "right after it", 9 * MINUTE + 14_000);
        delete(history, "well after it", 9 * MINUTE + 16_000);
        history.fault("kill", MINUTE, 3 * MINUTE, true);
        history.fault("kill", 7 * MINUTE, 9 * MINUTE, true);

        List<String> owed =
                Afterwards.owed(history.build(), HistoryBuilder.WORKLOAD, 10 * MINUTE * 1_000_000)
                        .operations()
                        .stream()
                        .map(Operation::name)
                        .toList();

        assertEquals(
                List.of("beside a fault, long before", "without a fault", "well after it"), owed);
    }

    @Test
    void judge_everyLotSeenByItsOwnLook_passesTwice() {
        HistoryBuilder history = new HistoryBuilder();
        life(history, "of the run", 0, END - 50 * MINUTE);
        life(history, "fresh", 0, END - MINUTE);

        assertEquals(List.of(Ruling.PASS, Ruling.PASS), judged(history));
    }

    @Test
    void judge_freshNamesNotSeenInTheirLastMinute_isUndecided() {
        HistoryBuilder history = new HistoryBuilder();
        life(history, "of the run", 0, END - 50 * MINUTE);
        // The look that the run's names have had, too.
        life(history, "fresh", 0, END - 50 * MINUTE);

        assertEquals(List.of(Ruling.PASS, Ruling.UNDECIDED), judged(history));
    }

    @Test
    void judge_theRunHasDeletedNothing_isOfTheFreshNamesAlone() {
        HistoryBuilder history = new HistoryBuilder();
        life(history, "fresh", 0, END - MINUTE);
        assertEquals(List.of(Ruling.PASS), judged(history));

        assertEquals(List.of(Ruling.UNDECIDED), judged(new HistoryBuilder()));
    }

    private static List<Ruling> judged(HistoryBuilder history) {
        return new Afterwards.Looks(
                        HistoryBuilder.WORKLOAD,
                        List.of("fresh"),
                        Duration.ofHours(1),
                        Duration.ofSeconds(75))
                .judge(history.build()).stream().map(Verdict::ruling).toList();
    }

    /** Deleted, seen once, and gone when its retention has passed. */
    private static void life(HistoryBuilder history, String name, long deleted, long seen) {
        long said = (HistoryBuilder.WALL_START + deleted) / 1_000;
        history.on(name)
                .ok(
                        1,
                        deleted,
                        deleted + 5,
                        new Action.Delete(),
                        new Seen.Deletion(said, said + Kept.RETENTION.toSeconds()))
                .done(1, seen, seen + 5, new Action.GetDeleted())
                .refused(
                        1,
                        END + MINUTE,
                        END + MINUTE + 5,
                        new Action.GetDeleted(),
                        Seen.Refusal.NOT_FOUND);
    }

    private static void delete(HistoryBuilder history, String name, long at) {
        history.on(name).ok(1, at, at + 5, new Action.Delete(), new Seen.Deletion(0, 0));
    }
}
