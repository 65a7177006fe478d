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

class ExactlyOnceTest {
    private static final Check ONCE = new ExactlyOnce(HistoryBuilder.WORKLOAD);
    private static final Action VERSIONS = new Action.ListVersions();
    private static final Action VA = new Action.GetVersion("va");
    private static final Action VB = new Action.GetVersion("vb");

    @Test
    void unknownSets_haveAtMostOneVersionEach() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .unknown(2, 0, 10, new Action.Set("b"))
                        .failed(3, 0, 10, new Action.Set("c"));
        rules(Ruling.UNDECIDED, ONCE, history);
        rules(Ruling.UNDECIDED, ONCE, history.listing(1, 20, 30, VERSIONS, "va"));
        rules(Ruling.PASS, ONCE, history.ok(1, 31, 32, VA, seen("va", "a")));
        rules(Ruling.UNDECIDED, ONCE, history.listing(1, 40, 50, VERSIONS, "va", "vb"));
        rules(Ruling.UNDECIDED, ONCE, history.ok(1, 51, 52, VB, seen("vb", "b")));
        rules(Ruling.PASS, ONCE, history.ok(1, 53, 54, VA, seen("va", "a")));
        rules(Ruling.FAIL, ONCE, history.listing(1, 60, 70, VERSIONS, "va", "vb", "vc"));
    }

    @Test
    void version_thatIsMissing_fails() {
        rules(
                Ruling.FAIL,
                ONCE,
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .set(1, 11, 15, "b")
                        .listing(1, 20, 30, VERSIONS, "va"));
    }

    @Test
    void versions_withOneValue_fail() {
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
    void version_thatIsListedTwice_fails() {
        rules(Ruling.FAIL, ONCE, one().listing(1, 40, 50, VERSIONS, "va", "va"));
    }

    @Test
    void version_thatIsListedAndCannotBeRead_fails() {
        HistoryBuilder early =
                one().refused(1, 15, 16, VA, Refusal.NOT_FOUND)
                        .listing(1, 40, 50, VERSIONS, "va")
                        .failed(1, 51, 52, VA);
        rules(Ruling.UNDECIDED, ONCE, early);
        rules(Ruling.FAIL, ONCE, early.refused(1, 60, 70, VA, Refusal.NOT_FOUND));
    }

    @Test
    void versions_withTheirValuesSwapped_fail() {
        rules(
                Ruling.FAIL,
                ONCE,
                one().set(1, 20, 30, "b")
                        .listing(1, 40, 50, VERSIONS, "va", "vb")
                        .ok(1, 60, 70, VA, seen("va", "b"))
                        .ok(1, 80, 90, VB, seen("vb", "a")));
    }

    @Test
    void version_readUnderAnotherId_fails() {
        rules(
                Ruling.FAIL,
                ONCE,
                one().listing(1, 40, 50, VERSIONS, "va").ok(1, 60, 70, VA, seen("vb", "a")));
    }

    @Test
    void secondVersionOfAnAcknowledgedSet_besideAnUnknownOne_isFoundByItsValue() {
        HistoryBuilder twice =
                one().unknown(1, 20, 30, new Action.Set("b"))
                        .listing(1, 40, 50, VERSIONS, "va", "v2");
        rules(Ruling.UNDECIDED, ONCE, twice);
        rules(Ruling.FAIL, ONCE, twice.ok(1, 60, 70, new Action.GetVersion("v2"), seen("v2", "a")));
    }

    @Test
    void versionOfAFailedSet_besideAnUnknownOne_isFoundByItsValue() {
        HistoryBuilder left =
                new HistoryBuilder()
                        .failed(1, 0, 10, new Action.Set("a"))
                        .unknown(1, 20, 30, new Action.Set("b"))
                        .listing(1, 40, 50, VERSIONS, "v1")
                        .failed(1, 60, 70, new Action.GetVersion("v1"));
        rules(Ruling.UNDECIDED, ONCE, left);
        rules(Ruling.FAIL, ONCE, left.ok(1, 80, 90, new Action.GetVersion("v1"), seen("v1", "a")));
    }

    @Test
    void failure_besideANameThatNobodyListed_fails() {
        rules(
                Ruling.FAIL,
                ONCE,
                new HistoryBuilder()
                        .on("a")
                        .set(1, 0, 10, "z")
                        .on("n")
                        .set(1, 11, 15, "a")
                        .listing(1, 20, 30, VERSIONS));
    }

    @Test
    void lastListing_thatFindsNothing_isNotPassedOver() {
        HistoryBuilder history =
                one().listing(1, 20, 30, VERSIONS, "va")
                        .ok(1, 31, 32, VA, seen("va", "a"))
                        .ok(1, 51, 52, VA, seen("va", "a"));
        rules(Ruling.PASS, ONCE, history);
        rules(Ruling.FAIL, ONCE, history.refused(1, 40, 50, VERSIONS, Refusal.NOT_FOUND));
        rules(
                Ruling.PASS,
                ONCE,
                one().listing(1, 20, 30, VERSIONS, "va")
                        .ok(1, 31, 32, VA, seen("va", "a"))
                        .on("none")
                        .failed(1, 0, 10, new Action.Set("c"))
                        .refused(1, 40, 50, VERSIONS, Refusal.NOT_FOUND));
    }

    @Test
    void lastListing_thatIsForbidden_fails() {
        rules(
                Ruling.FAIL,
                ONCE,
                one().listing(1, 20, 30, VERSIONS, "va")
                        .ok(1, 31, 32, VA, seen("va", "a"))
                        .refused(1, 40, 50, VERSIONS, Refusal.FORBIDDEN));
    }

    @Test
    void version_thatWasReadBeforeTheLastListing_isInIt() {
        HistoryBuilder lost =
                one().unknown(1, 20, 30, new Action.Set("b")).ok(2, 31, 35, VB, seen("vb", "b"));
        HistoryBuilder seenByAnotherListing =
                one().unknown(1, 20, 30, new Action.Set("b"))
                        .listing(2, 31, 35, VERSIONS, "va", "vb");
        for (HistoryBuilder history : new HistoryBuilder[] {lost, seenByAnotherListing}) {
            rules(
                    Ruling.FAIL,
                    ONCE,
                    history.listing(1, 40, 50, VERSIONS, "va").ok(1, 60, 70, VA, seen("va", "a")));
        }
        // The set may have come into force after the listing.
        rules(
                Ruling.PASS,
                ONCE,
                one().unknown(1, 20, 30, new Action.Set("b"))
                        .listing(1, 40, 50, VERSIONS, "va")
                        .ok(2, 45, 55, VB, seen("vb", "b"))
                        .ok(1, 60, 70, VA, seen("va", "a")));
    }

    private static HistoryBuilder one() {
        return new HistoryBuilder().set(1, 0, 10, "a");
    }

    private static Seen seen(String version, String value) {
        return new Seen.Version(version, value);
    }

    private static void rules(Ruling expected, Check check, HistoryBuilder history) {
        Verdict found = check.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
