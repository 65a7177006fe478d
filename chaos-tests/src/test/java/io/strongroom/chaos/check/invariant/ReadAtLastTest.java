package io.strongroom.chaos.check.invariant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Seen.Refusal;
import io.strongroom.chaos.history.Source;

import org.junit.jupiter.api.Test;

class ReadAtLastTest {
    private static final Action GET = new Action.Get();
    private static final int ONE = Source.AT_LAST;
    private static final int OTHER = Source.AT_LAST + 1;

    private static Ruling of(HistoryBuilder history) {
        return of(1, history);
    }

    private static Ruling of(int readers, HistoryBuilder history) {
        return new ReadAtLast(HistoryBuilder.WORKLOAD, readers).of(history.build()).ruling();
    }

    @Test
    void name_thatFewerHaveReadThanThereAreWays_isUndecided() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .get(ONE, 20, 30, "a")
                        .get(ONE, 31, 40, "a")
                        .get(OTHER, 31, 40, "a");
        assertEquals(Ruling.PASS, of(2, history));
        assertEquals(Ruling.UNDECIDED, of(3, history));
        history.on("m").get(ONE, 41, 42, "b");
        assertEquals(Ruling.UNDECIDED, of(2, history));
        history.get(OTHER, 43, 44, "b");
        assertEquals(Ruling.PASS, of(2, history));
        history.on("o").failed(ONE, 45, 46, GET);
        assertEquals(Ruling.FAIL, of(3, history));
    }

    @Test
    void everyName_answeredInTheEndByAll_passes() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .unknown(2, 11, 12, GET)
                        .unknown(ONE, 20, 30, GET)
                        .get(ONE, 31, 40, "a")
                        .on("m")
                        .failed(1, 0, 10, new Action.Set("b"))
                        .refused(ONE, 41, 42, GET, Refusal.NOT_FOUND);
        assertEquals(Ruling.PASS, of(history));
    }

    @Test
    void name_thatOneOfThemNeverReads_fails() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .get(ONE, 20, 30, "a")
                        .failed(OTHER, 31, 40, GET)
                        .unknown(OTHER, 41, 50, GET);
        assertEquals(Ruling.FAIL, of(history));
        assertEquals(Ruling.PASS, of(history.get(OTHER, 51, 60, "a")));
    }

    @Test
    void name_thatNobodyReadsAtLast_isUndecided() {
        assertEquals(Ruling.UNDECIDED, of(new HistoryBuilder()));
        assertEquals(
                Ruling.UNDECIDED, of(new HistoryBuilder().set(1, 0, 10, "a").get(1, 11, 12, "a")));
    }
}
