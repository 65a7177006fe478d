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

class InvariantsTest {
    private static final String W = HistoryBuilder.WORKLOAD;
    private static final Check ONCE = new ExactlyOnce(W);
    private static final Check LISTED = new EveryWriteListed(W);
    private static final Check REVOKED = new Revocation(W);
    private static final Check PAIRS = new TwoNames(W);
    private static final Check KEPT =
            new Retention(W, Duration.ofSeconds(60), Duration.ofSeconds(10));
    private static final Check PAGES = new Paging(W);
    private static final Action LIST = new Action.ListNames();
    private static final Action VERSIONS = new Action.ListVersions();

    @Test
    void everyCheck_ofNothing_isUndecided() {
        for (Check check : new Check[] {ONCE, LISTED, REVOKED, PAIRS, KEPT, PAGES}) {
            rules(Ruling.UNDECIDED, check, new HistoryBuilder());
        }
    }

    @Test
    void exactlyOnce_withUnknownSets_allowsAtMostOneVersionForEach() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .unknown(2, 0, 10, new Action.Set("b"))
                        .failed(3, 0, 10, new Action.Set("c"));
        rules(Ruling.UNDECIDED, ONCE, history);
        rules(Ruling.PASS, ONCE, history.listing(1, 20, 30, VERSIONS, "va"));
        rules(Ruling.PASS, ONCE, history.listing(1, 40, 50, VERSIONS, "va", "vb"));
        rules(Ruling.FAIL, ONCE, history.listing(1, 60, 70, VERSIONS, "va", "vb", "vc"));
    }

    @Test
    void exactlyOnce_missingVersion_fails() {
        rules(
                Ruling.FAIL,
                ONCE,
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .set(1, 11, 15, "b")
                        .listing(1, 20, 30, VERSIONS, "va"));
    }

    @Test
    void exactlyOnce_twoVersionsWithOneValue_fail() {
        rules(
                Ruling.FAIL,
                ONCE,
                new HistoryBuilder()
                        .unknown(1, 0, 10, new Action.Set("a"))
                        .unknown(2, 0, 10, new Action.Set("b"))
                        .listing(1, 20, 30, VERSIONS, "v1", "v2")
                        .ok(1, 31, 32, new Action.GetVersion("v1"), seen("v1", "a"))
                        .ok(1, 33, 34, new Action.GetVersion("v2"), seen("v2", "a")));
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
    void revocation_useThatBeganBefore_maySucceed() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .done(1, 0, 10, new Action.Grant())
                        .done(1, 20, 30, new Action.Revoke())
                        .done(2, 25, 60, new Action.Use())
                        .refused(2, 61, 70, new Action.Use(), Refusal.FORBIDDEN);
        rules(Ruling.PASS, REVOKED, history);
        rules(Ruling.FAIL, REVOKED, history.done(3, 31, 40, new Action.Use()));
    }

    @Test
    void revocation_withGrantThatMayHaveComeBetween_allowsSuccess() {
        rules(
                Ruling.PASS,
                REVOKED,
                new HistoryBuilder()
                        .unknown(1, 0, 10, new Action.Grant())
                        .done(1, 20, 30, new Action.Revoke())
                        .done(2, 40, 50, new Action.Use()));
        rules(
                Ruling.FAIL,
                REVOKED,
                new HistoryBuilder()
                        .done(1, 0, 10, new Action.Grant())
                        .done(1, 20, 30, new Action.Revoke())
                        .done(2, 40, 50, new Action.Use())
                        .done(1, 60, 70, new Action.Grant()));
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
    void retention_goneBeforeItsTime_fails() {
        rules(Ruling.FAIL, KEPT, deleted().refused(2, 58_000, 58_500, look(), Refusal.NOT_FOUND));
        rules(Ruling.FAIL, KEPT, deleted().set(2, 30_000, 30_001, "again"));
        rules(Ruling.PASS, KEPT, deleted().refused(2, 61_000, 61_500, look(), Refusal.NOT_FOUND));
    }

    @Test
    void retention_stillThereAfterTheSlack_fails() {
        rules(Ruling.UNDECIDED, KEPT, deleted().done(2, 69_000, 69_500, look()));
        rules(Ruling.FAIL, KEPT, deleted().done(2, 72_000, 72_500, look()));
    }

    @Test
    void retention_longerThanTheRun_isJudgedByWhatIsStillThere() {
        Check kept = Retention.kept(W, Duration.ofSeconds(60));
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
    void retention_ofWhatWasRecovered_isNotJudged() {
        rules(
                Ruling.UNDECIDED,
                KEPT,
                deleted()
                        .unknown(2, 20_000, 20_001, new Action.Recover())
                        .refused(2, 30_000, 30_001, look(), Refusal.NOT_FOUND));
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

    private static HistoryBuilder deleted() {
        return new HistoryBuilder().set(1, 0, 10, "a").done(1, 20, 30, new Action.Delete());
    }

    private static Action look() {
        return new Action.GetDeleted();
    }

    private static Seen seen(String version, String value) {
        return new Seen.Version(version, value);
    }

    private static void rules(Ruling expected, Check check, HistoryBuilder history) {
        Verdict found = check.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
