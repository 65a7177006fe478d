package io.strongroom.chaos.check.invariant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Seen.Refusal;

import org.junit.jupiter.api.Test;

class RevocationTest {
    private static final Check REVOKED = new Revocation(HistoryBuilder.WORKLOAD);
    private static final Action GRANT = new Action.Grant();
    private static final Action REVOKE = new Action.Revoke();
    private static final Action USE = new Action.Use();

    @Test
    void uses_noneOfThemSurelyRevokedInTheSecondHalf_areUndecided() {
        HistoryBuilder early =
                new HistoryBuilder()
                        .done(1, 0, 10, new Action.Grant())
                        .done(2, 11, 12, new Action.Use())
                        .done(1, 20, 30, new Action.Revoke())
                        .refused(2, 31, 32, new Action.Use(), Refusal.FORBIDDEN);
        rules(Ruling.PASS, early);
        // Without an answer it may come into force at any time.
        early.unknown(1, 40, 50, new Action.Grant())
                .refused(2, 100, 110, new Action.Use(), Refusal.FORBIDDEN);
        rules(Ruling.UNDECIDED, early);
    }

    @Test
    void use_thatBeganBeforeTheRevokeEnded_maySucceed() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .done(1, 0, 10, GRANT)
                        .done(2, 11, 15, USE)
                        .done(1, 20, 30, REVOKE)
                        .done(2, 25, 60, USE)
                        .refused(2, 61, 70, USE, Refusal.FORBIDDEN);
        rules(Ruling.PASS, history);
        rules(Ruling.FAIL, history.done(3, 31, 40, USE));
    }

    @Test
    void use_afterAGrantThatMayHaveComeBetween_isNotCounted() {
        HistoryBuilder excused =
                new HistoryBuilder()
                        .unknown(1, 0, 10, GRANT)
                        .done(1, 20, 30, REVOKE)
                        .done(2, 40, 50, USE)
                        .refused(2, 60, 70, USE, Refusal.FORBIDDEN);
        rules(Ruling.UNDECIDED, excused);
        HistoryBuilder granted =
                excused.done(1, 80, 90, GRANT).done(2, 100, 110, USE).done(1, 120, 130, REVOKE);
        rules(Ruling.UNDECIDED, granted.refused(2, 140, 150, USE, Refusal.FORBIDDEN));
    }

    @Test
    void use_afterARevoke_fails() {
        rules(Ruling.FAIL, used().done(1, 20, 30, REVOKE).done(2, 40, 50, USE));
        rules(
                Ruling.FAIL,
                used().done(1, 20, 30, REVOKE).done(2, 40, 50, USE).done(1, 60, 70, GRANT));
        rules(
                Ruling.FAIL,
                used().done(1, 20, 30, REVOKE).failed(1, 31, 32, GRANT).done(2, 40, 50, USE));
        rules(
                Ruling.FAIL,
                used().done(1, 20, 30, REVOKE)
                        .refused(1, 31, 32, GRANT, Refusal.FORBIDDEN)
                        .done(2, 40, 50, USE));
    }

    @Test
    void role_thatNeverWorks_fails() {
        rules(
                Ruling.FAIL,
                new HistoryBuilder()
                        .done(1, 0, 10, GRANT)
                        .refused(2, 20, 30, USE, Refusal.FORBIDDEN)
                        .done(1, 40, 50, REVOKE)
                        .refused(2, 60, 70, USE, Refusal.FORBIDDEN));
    }

    @Test
    void refusal_whileARevokeMayHaveComeBetween_isAllowed() {
        HistoryBuilder history =
                used().unknown(1, 20, 30, REVOKE).refused(2, 40, 50, USE, Refusal.FORBIDDEN);
        rules(Ruling.UNDECIDED, history);
        rules(
                Ruling.PASS,
                history.done(1, 60, 70, REVOKE).refused(2, 80, 90, USE, Refusal.FORBIDDEN));
    }

    @Test
    void refusal_afterARevokeOfWhatWasNotThere_fails() {
        rules(
                Ruling.FAIL,
                new HistoryBuilder()
                        .refused(1, 0, 10, REVOKE, Refusal.NOT_FOUND)
                        .done(1, 20, 30, GRANT)
                        .refused(1, 31, 35, REVOKE, Refusal.NOT_FOUND)
                        .refused(2, 40, 50, USE, Refusal.FORBIDDEN));
    }

    @Test
    void run_inWhichNoGrantCame_isUndecided() {
        rules(
                Ruling.UNDECIDED,
                new HistoryBuilder()
                        .refused(1, 0, 10, GRANT, Refusal.CONFLICT)
                        .refused(1, 11, 15, REVOKE, Refusal.NOT_FOUND)
                        .refused(2, 20, 30, USE, Refusal.FORBIDDEN));
    }

    @Test
    void usesAfterTheRevoke_thatAllFailed_areUndecided() {
        rules(
                Ruling.UNDECIDED,
                used().done(1, 20, 30, REVOKE).failed(2, 40, 50, USE).unknown(2, 60, 70, USE));
    }

    @Test
    void use_thatIsNeitherDoneNorForbidden_fails() {
        for (Refusal other : new Refusal[] {Refusal.NOT_FOUND, Refusal.CONFLICT}) {
            rules(
                    Ruling.FAIL,
                    used().done(1, 20, 30, REVOKE)
                            .refused(2, 40, 50, USE, Refusal.FORBIDDEN)
                            .refused(2, 60, 70, USE, other));
            rules(
                    Ruling.FAIL,
                    new HistoryBuilder()
                            .done(1, 0, 10, GRANT)
                            .refused(2, 11, 15, USE, other)
                            .done(1, 20, 30, REVOKE)
                            .refused(2, 40, 50, USE, Refusal.FORBIDDEN));
        }
    }

    private static HistoryBuilder used() {
        return new HistoryBuilder().done(1, 0, 10, GRANT).done(2, 11, 15, USE);
    }

    private static void rules(Ruling expected, HistoryBuilder history) {
        Verdict found = REVOKED.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
