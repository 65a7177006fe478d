package io.strongroom.chaos.check.invariant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;

import org.junit.jupiter.api.Test;

class PagingTest {
    private static final Check PAGES = new Paging(HistoryBuilder.WORKLOAD);
    private static final Action LIST = new Action.ListNames();
    private static final Action DELETE = new Action.Delete();

    @Test
    void itemThereThroughout_isListedOnce() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .on("p-1")
                        .set(1, 0, 10, "a")
                        .on("p-2")
                        .set(1, 11, 20, "b")
                        .done(1, 35, 45, new Action.Delete())
                        .on("p-");
        rules(Ruling.PASS, history.listing(2, 30, 40, LIST, "p-1", "p-2"));
        rules(Ruling.PASS, history.listing(2, 31, 41, LIST, "p-1"));
        rules(Ruling.FAIL, history.listing(2, 32, 42, LIST, "p-2"));
    }

    @Test
    void itemListedTwiceOrAbsentThroughout_fails() {
        HistoryBuilder once =
                new HistoryBuilder()
                        .on("p-1")
                        .set(1, 0, 10, "a")
                        .on("p-2")
                        .set(1, 0, 10, "b")
                        .done(1, 11, 20, new Action.Delete())
                        .on("p-");
        rules(Ruling.PASS, once.listing(2, 30, 40, LIST, "p-1"));
        rules(Ruling.FAIL, once.listing(2, 50, 60, LIST, "p-1", "p-1"));
        rules(
                Ruling.FAIL,
                new HistoryBuilder()
                        .on("p-2")
                        .set(1, 0, 10, "b")
                        .done(1, 11, 20, new Action.Delete())
                        .on("p-")
                        .listing(2, 30, 40, LIST, "p-2"));
    }

    @Test
    void item_thatWasSeenGoneAfterALostDelete_isNotThereAgain() {
        HistoryBuilder history = there().unknown(1, 11, 20, DELETE).on("p-");
        history.listing(2, 30, 40, LIST, "p-1", "p-2").listing(2, 50, 60, LIST, "p-2");
        rules(Ruling.PASS, history);
        // It began before the other one had ended: its page may have been read first.
        rules(Ruling.PASS, history.listing(3, 55, 70, LIST, "p-1", "p-2"));
        rules(Ruling.FAIL, history.listing(2, 61, 70, LIST, "p-1", "p-2"));
    }

    @Test
    void item_thatWasSeenAgainAfterALostRecovery_isNotGoneAgain() {
        HistoryBuilder history =
                there().done(1, 11, 20, DELETE).unknown(1, 25, 30, new Action.Recover()).on("p-");
        history.listing(2, 31, 40, LIST, "p-2").listing(2, 41, 50, LIST, "p-1", "p-2");
        rules(Ruling.PASS, history);
        rules(Ruling.FAIL, history.listing(2, 51, 60, LIST, "p-2"));
    }

    @Test
    void item_thatFlickersAfterOneLostDelete_fails() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .on("p-1")
                        .set(1, 0, 10, "a")
                        .unknown(1, 11, 20, DELETE)
                        .on("p-")
                        .listing(2, 30, 40, LIST, "p-1")
                        .listing(2, 50, 60, LIST);
        rules(Ruling.UNDECIDED, history);
        rules(Ruling.FAIL, history.listing(2, 70, 80, LIST, "p-1").listing(2, 90, 99, LIST));
    }

    @Test
    void names_noneOfThemCertainToBeThere_areUndecided() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .on("p-1")
                        .unknown(1, 0, 10, new Action.Set("a"))
                        .on("p-")
                        .listing(2, 30, 40, LIST, "p-1");
        rules(Ruling.UNDECIDED, history);
        // Nothing can take it away any more.
        rules(Ruling.PASS, history.listing(2, 50, 60, LIST, "p-1"));
        rules(Ruling.FAIL, history.listing(2, 70, 80, LIST));
    }

    private static HistoryBuilder there() {
        return new HistoryBuilder().on("p-2").set(2, 0, 10, "b").on("p-1").set(1, 0, 10, "a");
    }

    private static void rules(Ruling expected, HistoryBuilder history) {
        Verdict found = PAGES.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
