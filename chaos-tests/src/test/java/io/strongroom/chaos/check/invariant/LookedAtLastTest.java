package io.strongroom.chaos.check.invariant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Seen.Refusal;
import io.strongroom.chaos.history.Source;

import org.junit.jupiter.api.Test;

class LookedAtLastTest {
    private static final Action LOOK = new Action.GetDeleted();
    private static final int LAST = Source.AT_LAST;

    @Test
    void everyDeletedName_answeredInTheEnd_passes() {
        HistoryBuilder history =
                deleted()
                        .unknown(2, 31, 32, LOOK)
                        .failed(LAST, 40, 41, LOOK)
                        .done(LAST, 42, 43, LOOK)
                        .on("gone")
                        .set(1, 0, 10, "b")
                        .done(1, 20, 30, new Action.Delete())
                        .refused(LAST, 44, 45, LOOK, Refusal.NOT_FOUND)
                        .on("not deleted")
                        .set(1, 0, 10, "c")
                        .unknown(1, 20, 30, new Action.Delete());
        rules(Ruling.PASS, history);
    }

    @Test
    void name_thatIsNeverAnsweredAgain_fails() {
        HistoryBuilder history =
                deleted()
                        .done(2, 31, 32, LOOK)
                        .failed(LAST, 40, 41, LOOK)
                        .unknown(LAST, 42, 43, LOOK);
        rules(Ruling.FAIL, history);
        rules(Ruling.PASS, history.done(LAST, 44, 45, LOOK));
        rules(Ruling.FAIL, history.unknown(LAST, 46, 47, LOOK));
    }

    @Test
    void name_thatNobodyLookedAtLast_isUndecided() {
        rules(Ruling.UNDECIDED, new HistoryBuilder());
        rules(Ruling.UNDECIDED, deleted().done(2, 31, 32, LOOK));
    }

    private static HistoryBuilder deleted() {
        return new HistoryBuilder().set(1, 0, 10, "a").done(1, 20, 30, new Action.Delete());
    }

    private static void rules(Ruling expected, HistoryBuilder history) {
        assertEquals(
                expected, new LookedAtLast(HistoryBuilder.WORKLOAD).of(history.build()).ruling());
    }
}
