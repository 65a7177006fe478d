package io.strongroom.chaos.check.invariant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Seen;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class StatedTimesTest {
    private static final Check WEEK = Retention.kept(HistoryBuilder.WORKLOAD, Duration.ofDays(7));
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final long START = HistoryBuilder.WALL_START / 1_000;
    private static final long SECOND = 1_000;

    /** When a name is deleted in these histories, in seconds since their start. */
    private static final long THEN = 1_000;

    @Test
    void statedTimes_thatAreRight_pass() {
        rules(Ruling.PASS, stated(0));
        // As a short standstill of the cluster's time has it.
        rules(Ruling.PASS, stated(-60));
        rules(Ruling.FAIL, stated(-62));
        // As a leader's clock that is ahead has it.
        rules(Ruling.PASS, stated(6));
        rules(Ruling.FAIL, stated(9));
    }

    @Test
    void statedEnd_thatIsNotTheRetentionAfterTheDeletion_fails() {
        rules(Ruling.PASS, told(times(0, 7 * DAY - 1)));
        rules(Ruling.FAIL, told(times(0, DAY)));
        rules(Ruling.FAIL, told(times(0, 7 * DAY + 2)));
        rules(Ruling.FAIL, told(new Seen.Deletion(START + THEN, 0)));
    }

    @Test
    void statedDeletion_byTheLeadersClockAnHourBehind_fails() {
        HistoryBuilder early =
                stated(-3_600).fault("clock", THEN * SECOND - 3_000, THEN * SECOND + 4_000, true);
        rules(Ruling.FAIL, early);
        assertEquals(
                "n is said to have been deleted 60.0 minutes before it was",
                WEEK.of(early.build()).reason());
    }

    @Test
    void statedDeletion_yearsAheadRightAfterAFollowersClockWasAFewSecondsBehind_fails() {
        rules(
                Ruling.FAIL,
                stated(3 * 365 * DAY)
                        .fault("clock", THEN * SECOND - 56_000, THEN * SECOND - 49_000, true));
    }

    @Test
    void statedDeletion_heldToTheClustersTimeBesideWrongClocks_passes() {
        HistoryBuilder ahead = stated(6);
        rules(Ruling.PASS, ahead.fault("clock", THEN * SECOND - 9, THEN * SECOND + 900, true));
        HistoryBuilder behindWithAnotherNodeDown = stated(-45);
        rules(
                Ruling.PASS,
                behindWithAnotherNodeDown
                        .fault("clock", (THEN - 50) * SECOND, (THEN + 1) * SECOND, true)
                        .fault("kill", (THEN - 49) * SECOND, (THEN + 2) * SECOND, true));
    }

    @Test
    void statedDeletion_rightAfterNobodyWasAnswered_mayBeAsEarlyAsThat() {
        HistoryBuilder down = new HistoryBuilder().on("m");
        down.set(1, (THEN - 95) * SECOND, (THEN - 94) * SECOND, "a");
        rules(Ruling.PASS, stated(down.on("n"), -90, -90));
        rules(Ruling.FAIL, stated(new HistoryBuilder(), -90, -90));

        HistoryBuilder longUp = new HistoryBuilder().on("m");
        longUp.set(1, (THEN - 115) * SECOND, (THEN - 115) * SECOND, "a");
        for (long second = 20; second >= 0; second--) {
            longUp.get(1, (THEN - second) * SECOND - 10, (THEN - second) * SECOND - 5, "a");
        }
        rules(Ruling.FAIL, stated(longUp.on("n"), -90, -90));
    }

    @Test
    void statedTimes_thatDifferFromAnswerToAnswer_fail() {
        rules(Ruling.FAIL, stated(busy(), 0, 2));
        rules(Ruling.FAIL, stated(busy(), 0, -1));
    }

    @Test
    void statedTimes_ofOneThatIsKeptLongerAfterAStandstill_moveWithItsEnd() {
        HistoryBuilder history = stated(0);
        long after = (THEN + 7 * DAY + 30) * SECOND;
        rules(Ruling.PASS, history.ok(2, after, after + 5, look(), times(7 * DAY, 7 * DAY)));
        rules(Ruling.FAIL, history.ok(2, after + 9, after + 10, look(), times(7 * DAY, 6 * DAY)));
    }

    /** So many seconds after it was, with somebody answered all the time. */
    private static HistoryBuilder stated(long seconds) {
        return stated(busy(), seconds, seconds);
    }

    private static HistoryBuilder stated(HistoryBuilder before, long first, long second) {
        long at = THEN * SECOND;
        return before.ok(1, at, at + 10, new Action.Delete(), times(first, 7 * DAY))
                .ok(2, at + 40, at + 50, look(), times(second, 7 * DAY));
    }

    private static HistoryBuilder told(Seen times) {
        long at = THEN * SECOND;
        return busy().ok(1, at, at + 10, new Action.Delete(), times)
                .ok(2, at + 40, at + 50, look(), times);
    }

    private static HistoryBuilder busy() {
        HistoryBuilder history = new HistoryBuilder().on("m").set(1, 0, 1, "a");
        for (long second = 1; second < THEN; second += 2) {
            history.get(1, second * SECOND, second * SECOND + 5, "a");
        }
        return history.on("n");
    }

    private static Seen times(long seconds, long keptSeconds) {
        long deleted = START + THEN + seconds;
        return new Seen.Deletion(deleted, deleted + keptSeconds);
    }

    private static Action look() {
        return new Action.GetDeleted();
    }

    private static void rules(Ruling expected, HistoryBuilder history) {
        Verdict found = WEEK.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
