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

class RetentionTest {
    private static final Check KEPT =
            new Retention(
                    HistoryBuilder.WORKLOAD,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5));

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
    void lastMinutes_ofANameThatNobodySawInThem_areUndecided() {
        Check close =
                Retention.toTheLastMinutes(
                        HistoryBuilder.WORKLOAD, Duration.ofSeconds(60), Duration.ofSeconds(5));
        rules(Ruling.UNDECIDED, close, deleted().done(2, 50_000, 50_001, look()));
        rules(Ruling.PASS, close, seen());
        rules(Ruling.FAIL, close, deleted().refused(2, 57_000, 57_001, look(), Refusal.NOT_FOUND));
        // Kept longer, on purpose.
        rules(Ruling.PASS, close, seen().done(2, 80_000, 80_001, look()));
    }

    @Test
    void lastMinutes_tellHowManyWereDeletedWhileAClockWasWrong() {
        Check close =
                Retention.toTheLastMinutes(
                        HistoryBuilder.WORKLOAD, Duration.ofSeconds(60), Duration.ofSeconds(5));
        HistoryBuilder two = seen().on("m");
        two.set(1, 1_000, 1_001, "b").done(1, 1_010, 1_020, new Action.Delete());
        two.done(2, 58_000, 58_001, look()).fault("clock", 1_015, 9_000, true);
        assertEquals(
                "2 names were seen at most 5.0 seconds before their end, 1 of them deleted while a"
                        + " clock was wrong",
                close.of(two.fault("kill", 0, 9_000, true).build()).reason());
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
