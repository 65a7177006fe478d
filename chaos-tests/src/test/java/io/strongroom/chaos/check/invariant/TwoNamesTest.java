package io.strongroom.chaos.check.invariant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.Seen.Refusal;

import org.junit.jupiter.api.Test;

class TwoNamesTest {
    private static final Check PAIRS = new TwoNames(HistoryBuilder.WORKLOAD);
    private static final Action GET = new Action.Get();

    @Test
    void secondAheadOfFirst_fails() {
        HistoryBuilder history = counted(3);
        history.on("q-first").unknown(9, 1_000, 1_010, new Action.Set("4"));
        history.get(2, 1_020, 1_030, "4").on("q-second").get(2, 1_020, 1_030, "3");
        rules(Ruling.PASS, history);
        rules(Ruling.FAIL, history.on("q-first").get(2, 1_040, 1_050, "3"));
    }

    @Test
    void readsOfCountsThatWereAcknowledgedLongBefore_fail() {
        HistoryBuilder history = counted(5).on("q-second");
        rules(Ruling.UNDECIDED, history);
        rules(Ruling.PASS, history.get(2, 1_000, 1_010, "5"));
        rules(Ruling.FAIL, history.refused(2, 1_020, 1_030, GET, Refusal.NOT_FOUND));
    }

    @Test
    void secondAheadOfAcknowledgedFirst_fails() {
        HistoryBuilder history = counted(1).on("q-second").get(2, 200, 210, "1").on("q-first");
        rules(Ruling.PASS, history);
        rules(Ruling.FAIL, history.refused(2, 220, 230, GET, Refusal.NOT_FOUND));
    }

    @Test
    void failureBesideAPairThatCannotBeTold_fails() {
        rules(
                Ruling.FAIL,
                counted(4)
                        .on("a-first")
                        .unknown(1, 0, 10, new Action.Set("1"))
                        .set(1, 20, 30, "2")
                        .on("q-first")
                        .get(2, 1_000, 1_010, "3"));
    }

    @Test
    void secondTwoStepsBehind_fails() {
        HistoryBuilder history = counted(3);
        history.on("q-first").unknown(9, 1_000, 1_010, new Action.Set("4"));
        history.get(2, 1_020, 1_030, "4").on("q-second");
        rules(Ruling.PASS, history.get(2, 1_040, 1_050, "3"));
        rules(Ruling.FAIL, history.get(2, 1_060, 1_070, "2"));
    }

    @Test
    void writerThatWentOn_isUndecided() {
        rules(
                Ruling.UNDECIDED,
                new HistoryBuilder()
                        .on("q-first")
                        .unknown(1, 0, 10, new Action.Set("1"))
                        .set(1, 20, 30, "2")
                        .get(2, 40, 50, "1"));
    }

    @Test
    void countThatNobodySet_fails() {
        rules(Ruling.PASS, counted(1).on("q-first").get(2, 200, 210, "1"));
        rules(Ruling.FAIL, counted(1).on("q-first").get(2, 200, 210, "77"));
        rules(Ruling.FAIL, counted(1).on("q-second").get(2, 200, 210, "99"));
        rules(Ruling.FAIL, counted(1).on("q-second").get(2, 200, 210, "no number"));
    }

    @Test
    void countOfTheFuture_fails() {
        HistoryBuilder history = counted(1);
        history.on("q-first").set(1, 200, 210, "2");
        history.on("q-second").get(2, 220, 230, "2").set(1, 300, 310, "2");
        rules(Ruling.FAIL, history);
        HistoryBuilder begun = counted(1);
        begun.on("q-first").set(1, 200, 210, "2");
        rules(Ruling.PASS, begun.on("q-second").get(2, 220, 310, "2").set(1, 300, 310, "2"));
    }

    @Test
    void countWhoseSetFailedOrWasRefused_fails() {
        Action set = new Action.Set("1");
        HistoryBuilder failed = new HistoryBuilder().on("q-first").set(1, 0, 10, "1");
        failed.on("q-second").failed(1, 20, 30, set).get(2, 40, 50, "1");
        rules(Ruling.FAIL, failed);
        HistoryBuilder lost = new HistoryBuilder().on("q-first").set(1, 0, 10, "1");
        lost.on("q-second").unknown(1, 20, 30, set).get(2, 40_000, 50_000, "1");
        rules(Ruling.PASS, lost);
    }

    @Test
    void setThatIsAnsweredWithAnotherValue_fails() {
        HistoryBuilder history = counted(1).on("q-first").get(2, 150, 160, "1");
        rules(Ruling.PASS, history);
        Seen older = new Seen.Version("v1", "1");
        rules(Ruling.FAIL, history.ok(1, 200, 210, new Action.Set("2"), older));
    }

    @Test
    void secondWithoutAFirst_isLookedAtToo() {
        rules(Ruling.FAIL, counted(1).on("o-second").get(2, 200, 210, "1"));
    }

    @Test
    void versionThatIsNotThatOfTheSet_fails() {
        rules(
                Ruling.FAIL,
                counted(1).on("q-second").ok(2, 200, 210, GET, new Seen.Version("other", "1")));
    }

    @Test
    void refusalOtherThanNotFound_fails() {
        for (Refusal other : new Refusal[] {Refusal.FORBIDDEN, Refusal.CONFLICT}) {
            HistoryBuilder history = counted(1).on("q-first").get(2, 200, 210, "1");
            rules(Ruling.PASS, history);
            rules(Ruling.FAIL, history.refused(2, 220, 230, GET, other));
        }
        rules(
                Ruling.FAIL,
                counted(1)
                        .on("q-first")
                        .get(2, 200, 210, "1")
                        .refused(1, 220, 230, new Action.Set("2"), Refusal.NOT_FOUND));
    }

    /**
     * Both names set up to there, one after the other, the last at so many hundred milliseconds.
     */
    private static HistoryBuilder counted(int count) {
        HistoryBuilder history = new HistoryBuilder();
        for (int i = 1; i <= count; i++) {
            history.on("q-first").set(1, 100L * i, 100L * i + 10, "" + i);
            history.on("q-second").set(1, 100L * i + 20, 100L * i + 30, "" + i);
        }
        return history;
    }

    private static void rules(Ruling expected, HistoryBuilder history) {
        Verdict found = PAIRS.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
