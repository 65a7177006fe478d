package io.strongroom.chaos.check.invariant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;

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
    void everyWriteListed_nameThatWasListed_mayNotBeMissingLater() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .on("s-1")
                        .set(1, 0, 10, "a")
                        .on("s-2")
                        .unknown(1, 11, 20, new Action.Set("b"))
                        .on("s-")
                        .listing(2, 30, 40, LIST, "s-1", "s-2");
        // Its page may have been read before the other's.
        rules(Ruling.PASS, LISTED, history.listing(3, 35, 50, LIST, "s-1"));
        rules(Ruling.FAIL, LISTED, history.listing(3, 51, 60, LIST, "s-1"));
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

    private static void rules(Ruling expected, Check check, HistoryBuilder history) {
        Verdict found = check.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
