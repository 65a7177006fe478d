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

import java.time.Duration;

class RetentionTest {
    private static final Check KEPT =
            new Retention(
                    HistoryBuilder.WORKLOAD,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5));
    private static final Check WEEK = Retention.kept(HistoryBuilder.WORKLOAD, Duration.ofDays(7));
    private static final long START = HistoryBuilder.WALL_START / 1_000;
    private static final long DAY = Duration.ofDays(1).toSeconds();

    @Test
    void name_goneBeforeItsTime_fails() {
        rules(Ruling.FAIL, KEPT, deleted().refused(2, 58_000, 58_500, look(), Refusal.NOT_FOUND));
        rules(Ruling.FAIL, KEPT, deleted().set(2, 30_000, 30_001, "again"));
        rules(Ruling.PASS, KEPT, seen().refused(2, 61_000, 61_500, look(), Refusal.NOT_FOUND));
    }

    @Test
    void name_stillThereAfterTheSlack_fails() {
        rules(Ruling.UNDECIDED, KEPT, deleted().done(2, 69_000, 69_500, look()));
        rules(Ruling.FAIL, KEPT, deleted().done(2, 72_000, 72_500, look()));
    }

    @Test
    void retention_longerThanTheRun_isJudgedByWhatIsStillThere() {
        Check kept = Retention.kept(HistoryBuilder.WORKLOAD, Duration.ofSeconds(60));
        rules(Ruling.UNDECIDED, kept, deleted());
        rules(Ruling.PASS, kept, deleted().done(2, 30_000, 30_001, look()));
        rules(
                Ruling.FAIL,
                kept,
                deleted()
                        .done(2, 30_000, 30_001, look())
                        .refused(2, 40_000, 40_001, look(), Refusal.NOT_FOUND));
    }

    @Test
    void name_thatWasRecovered_isNotJudged() {
        rules(
                Ruling.UNDECIDED,
                KEPT,
                deleted()
                        .unknown(2, 20_000, 20_001, new Action.Recover())
                        .refused(2, 30_000, 30_001, look(), Refusal.NOT_FOUND));
    }

    @Test
    void name_thatNobodySawShortlyBeforeItsEnd_isUndecided() {
        rules(
                Ruling.UNDECIDED,
                KEPT,
                deleted().refused(2, 61_000, 61_500, look(), Refusal.NOT_FOUND));
        rules(
                Ruling.UNDECIDED,
                KEPT,
                deleted()
                        .done(2, 50_000, 50_001, look())
                        .failed(2, 57_000, 57_001, look())
                        .refused(2, 61_000, 61_500, look(), Refusal.NOT_FOUND));
    }

    @Test
    void name_thatIsRecoveredOrPurgedAfterItsEnd_fails() {
        rules(Ruling.FAIL, KEPT, seen().done(2, 72_000, 72_001, new Action.Recover()));
        rules(Ruling.FAIL, KEPT, seen().done(2, 72_000, 72_001, new Action.Purge()));
    }

    @Test
    void name_thatIsThereAgainAfterItsEnd_fails() {
        rules(
                Ruling.FAIL,
                KEPT,
                seen().refused(2, 61_000, 61_500, look(), Refusal.NOT_FOUND)
                        .done(2, 62_000, 62_001, look()));
    }

    @Test
    void reason_ofAnEarlyEnd_isInSecondsOrDays() {
        Check week = Retention.kept(HistoryBuilder.WORKLOAD, Duration.ofDays(7));
        Verdict found =
                week.of(deleted().refused(2, 1_000, 1_500, look(), Refusal.NOT_FOUND).build());
        assertEquals("n was gone 7.0 days before its time", found.reason());
    }

    @Test
    void statedTimes_thatAreRight_pass() {
        rules(Ruling.PASS, WEEK, stated(START, START + 7 * DAY));
        rules(Ruling.PASS, WEEK, stated(START - 30, START + 7 * DAY - 31));
    }

    @Test
    void statedEnd_thatIsNotTheRetentionAfterTheDeletion_fails() {
        rules(Ruling.FAIL, WEEK, stated(START, START + DAY));
        rules(Ruling.FAIL, WEEK, stated(START, START + 7 * DAY + 2));
        rules(Ruling.FAIL, WEEK, stated(START, 0));
    }

    @Test
    void statedDeletion_farFromTheRequest_failsUnlessAClockWasWrong() {
        HistoryBuilder hoursOff = stated(START - 7_200, START - 7_200 + 7 * DAY);
        rules(Ruling.FAIL, WEEK, hoursOff.fault("kill", 0, 100, true));
        rules(Ruling.PASS, WEEK, hoursOff.fault("clock", 0, 10, true));
        HistoryBuilder ahead = stated(START + 7_200, START + 7_200 + 7 * DAY);
        rules(Ruling.FAIL, WEEK, ahead.fault("clock", 200, 300, true));
    }

    private static HistoryBuilder stated(long deletedSeconds, long purgedSeconds) {
        Seen times = new Seen.Deletion(deletedSeconds, purgedSeconds);
        return new HistoryBuilder()
                .ok(1, 20, 30, new Action.Delete(), times)
                .ok(2, 40, 50, look(), times);
    }

    private static HistoryBuilder deleted() {
        return new HistoryBuilder().set(1, 0, 10, "a").done(1, 20, 30, new Action.Delete());
    }

    private static HistoryBuilder seen() {
        return deleted().done(2, 57_000, 57_001, look());
    }

    private static Action look() {
        return new Action.GetDeleted();
    }

    private static void rules(Ruling expected, Check check, HistoryBuilder history) {
        Verdict found = check.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
