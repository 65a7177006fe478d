package io.strongroom.chaos.check.invariant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Seen.Refusal;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class InvariantsTest {
    private static final String W = HistoryBuilder.WORKLOAD;
    private static final Check ONCE = new ExactlyOnce(W);
    private static final Check LISTED = new EveryWriteListed(W);
    private static final Check REVOKED = new Revocation(W);
    private static final Check PAIRS = new TwoNames(W);
    private static final Check KEPT =
            new Retention(W, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(5));
    private static final Check PAGES = new Paging(W);
    private static final Action LIST = new Action.ListNames();

    @Test
    void everyCheck_ofNothing_isUndecided() {
        for (Check check : new Check[] {ONCE, LISTED, REVOKED, PAIRS, KEPT, PAGES}) {
            rules(Ruling.UNDECIDED, check, new HistoryBuilder());
        }
    }

    @Test
    void everyWriteListed_unknownName_mayOrMayNotBeThere() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .on("s-1")
                        .set(1, 0, 10, "a")
                        .on("s-2")
                        .unknown(1, 11, 20, new Action.Set("b"))
                        .on("s-");
        rules(Ruling.UNDECIDED, LISTED, history);
        rules(Ruling.PASS, LISTED, history.listing(2, 30, 40, LIST, "s-1"));
        rules(Ruling.PASS, LISTED, history.listing(2, 50, 60, LIST, "s-1", "s-2"));
        rules(Ruling.FAIL, LISTED, history.listing(2, 70, 80, LIST, "s-2"));
    }

    @Test
    void everyWriteListed_nameThatNobodySet_fails() {
        rules(
                Ruling.FAIL,
                LISTED,
                new HistoryBuilder()
                        .on("s-1")
                        .set(1, 0, 10, "a")
                        .on("s-2")
                        .failed(1, 11, 20, new Action.Set("b"))
                        .on("s-")
                        .listing(2, 30, 40, LIST, "s-1", "s-2"));
    }

    @Test
    void twoNames_secondAheadOfFirst_fails() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .on("q-first")
                        .get(1, 0, 10, "4")
                        .on("q-second")
                        .get(1, 20, 30, "3")
                        .get(1, 40, 50, "5")
                        .on("q-first")
                        .get(2, 45, 60, "4");
        rules(Ruling.PASS, PAIRS, history);
        rules(Ruling.FAIL, PAIRS, history.get(2, 70, 80, "4"));
    }

    @Test
    void twoNames_readsOfCountsThatWereAcknowledgedLongBefore_fail() {
        HistoryBuilder history = new HistoryBuilder();
        for (int i = 1; i <= 5; i++) {
            history.on("q-first").set(1, 100L * i, 100L * i + 10, "" + i);
            history.on("q-second").set(1, 100L * i + 20, 100L * i + 30, "" + i);
        }
        rules(Ruling.UNDECIDED, PAIRS, history);
        rules(Ruling.PASS, PAIRS, history.get(2, 1_000, 1_010, "5"));
        rules(
                Ruling.FAIL,
                PAIRS,
                history.refused(2, 1_020, 1_030, new Action.Get(), Refusal.NOT_FOUND));
    }

    @Test
    void twoNames_secondAheadOfAcknowledgedFirst_fails() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .on("q-first")
                        .set(1, 0, 10, "1")
                        .on("q-second")
                        .set(1, 20, 30, "1")
                        .get(2, 40, 50, "1")
                        .on("q-first");
        rules(Ruling.PASS, PAIRS, history);
        rules(Ruling.FAIL, PAIRS, history.refused(2, 60, 70, new Action.Get(), Refusal.NOT_FOUND));
    }

    @Test
    void twoNames_failureBesideAPairThatCannotBeTold_fails() {
        rules(
                Ruling.FAIL,
                PAIRS,
                new HistoryBuilder()
                        .on("a-first")
                        .unknown(1, 0, 10, new Action.Set("1"))
                        .set(1, 20, 30, "2")
                        .on("q-first")
                        .get(2, 0, 10, "4")
                        .get(2, 20, 30, "3"));
    }

    @Test
    void twoNames_secondTwoStepsBehind_fails() {
        HistoryBuilder history =
                new HistoryBuilder().on("q-first").get(1, 0, 10, "4").on("q-second");
        rules(Ruling.PASS, PAIRS, history.get(1, 20, 30, "3"));
        rules(Ruling.FAIL, PAIRS, history.get(1, 40, 50, "2"));
    }

    @Test
    void twoNames_writerThatWentOn_isUndecided() {
        rules(
                Ruling.UNDECIDED,
                PAIRS,
                new HistoryBuilder()
                        .on("q-first")
                        .unknown(1, 0, 10, new Action.Set("1"))
                        .set(1, 20, 30, "2")
                        .get(2, 40, 50, "1"));
    }

    @Test
    void everyWriteListed_nameListedTwice_fails() {
        rules(
                Ruling.FAIL,
                LISTED,
                new HistoryBuilder()
                        .on("s-1")
                        .set(1, 0, 10, "a")
                        .on("s-")
                        .listing(2, 30, 40, LIST, "s-1", "s-1"));
    }

    @Test
    void listings_thatAreAllEmpty_areUndecided() {
        HistoryBuilder nothingSet =
                new HistoryBuilder()
                        .on("s-1")
                        .unknown(1, 0, 10, new Action.Set("a"))
                        .on("s-")
                        .listing(1, 40, 50, LIST);
        rules(Ruling.UNDECIDED, PAGES, nothingSet);
        rules(Ruling.UNDECIDED, LISTED, nothingSet);
    }

    @Test
    void paging_itemThereThroughout_isListedOnce() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .on("p-1")
                        .set(1, 0, 10, "a")
                        .on("p-2")
                        .set(1, 11, 20, "b")
                        .done(1, 35, 45, new Action.Delete())
                        .on("p-");
        rules(Ruling.PASS, PAGES, history.listing(2, 30, 40, LIST, "p-1", "p-2"));
        rules(Ruling.PASS, PAGES, history.listing(2, 31, 41, LIST, "p-1"));
        rules(Ruling.FAIL, PAGES, history.listing(2, 32, 42, LIST, "p-2"));
    }

    @Test
    void paging_itemListedTwiceOrAbsentThroughout_fails() {
        HistoryBuilder once =
                new HistoryBuilder()
                        .on("p-1")
                        .set(1, 0, 10, "a")
                        .on("p-2")
                        .set(1, 0, 10, "b")
                        .done(1, 11, 20, new Action.Delete())
                        .on("p-");
        rules(Ruling.PASS, PAGES, once.listing(2, 30, 40, LIST, "p-1"));
        rules(Ruling.FAIL, PAGES, once.listing(2, 50, 60, LIST, "p-1", "p-1"));
        rules(
                Ruling.FAIL,
                PAGES,
                new HistoryBuilder()
                        .on("p-2")
                        .set(1, 0, 10, "b")
                        .done(1, 11, 20, new Action.Delete())
                        .on("p-")
                        .listing(2, 30, 40, LIST, "p-2"));
    }

    private static void rules(Ruling expected, Check check, HistoryBuilder history) {
        Verdict found = check.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
