package io.strongroom.chaos.check.validity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Seen.Refusal;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class AnswersAgainTest {
    private static final Action READ = new Action.Get();

    @Test
    void nodes_thatAreReadyAndAnswerNobody_fail() {
        HistoryBuilder silent =
                killed(0)
                        .ready(7_000)
                        .unknown(1, 5_000, 20_000, READ)
                        .failed(2, 8_000, 9_000, READ);
        rules(Ruling.PASS, killed(0).ready(7_000).get(1, 5_000, 22_900, "a"));
        rules(Ruling.FAIL, silent.get(1, 22_000, 23_100, "a"));
    }

    /** After each fault of six seconds sixteen more; the rate of the rest is as it should be. */
    @Test
    void nodes_thatAnswerNobodyHalfOfTheTime_fail() {
        HistoryBuilder history = new HistoryBuilder();
        for (long at = 0; at < 1_000_000; at += 33_000) {
            for (long i = 0; i < 110; i++) {
                history.get(1, at + 100 * i, at + 100 * i + 5, "a");
            }
            history.fault("kill " + at, at + 11_000, at + 17_000, true).ready(at + 17_000);
            history.failed(1, at + 17_500, at + 32_500, READ);
        }
        rules(Ruling.FAIL, history);
    }

    @Test
    void nodes_thatTookLongToBeReady_haveLongerToAnswer() {
        HistoryBuilder slow = killed(0).ready(37_000).failed(1, 37_500, 84_000, READ);
        rules(Ruling.FAIL, slow);
        rules(Ruling.PASS, slow.refused(1, 60_000, 81_000, READ, Refusal.NOT_FOUND));
        assertEquals(Duration.ofSeconds(15), AnswersAgain.within(Duration.ZERO));
        assertEquals(Duration.ofSeconds(90), AnswersAgain.within(Duration.ofMinutes(4)));
    }

    @Test
    void nodes_thatAreSeenReadyAgainLater_haveNoLonger() {
        HistoryBuilder history =
                killed(0)
                        .ready(7_000)
                        .get(1, 7_000, 7_100, "a")
                        .ready(50_000)
                        .failed(1, 50_500, 66_000, READ);
        rules(Ruling.FAIL, history);
    }

    @Test
    void silence_thatWasCutShort_isUndecided() {
        rules(Ruling.UNDECIDED, new HistoryBuilder());
        rules(Ruling.UNDECIDED, killed(0).get(1, 7_000, 7_100, "a"));
        rules(
                Ruling.UNDECIDED,
                killed(0)
                        .ready(7_000)
                        .failed(1, 7_000, 40_000, READ)
                        .fault("kill", 9_000, 9_500, true));
        rules(Ruling.UNDECIDED, killed(0).ready(7_000).failed(1, 7_000, 15_000, READ));
        rules(Ruling.UNDECIDED, killed(0).ready(7_000).failed(1, 40_000, 50_000, READ));
    }

    private static HistoryBuilder killed(long begin) {
        return new HistoryBuilder().fault("kill", begin, begin + 6_000, true);
    }

    private static void rules(Ruling expected, HistoryBuilder history) {
        Verdict found = new AnswersAgain().of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
