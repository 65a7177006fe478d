package io.strongroom.chaos.check.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.check.simulation.PlantedBug;
import io.strongroom.chaos.check.simulation.RegisterScripts;
import io.strongroom.chaos.check.simulation.Scripts;
import io.strongroom.chaos.check.simulation.Simulation;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.Seen.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class LinearizableTest {
    private static final Linearizable CHECK = new Linearizable(HistoryBuilder.WORKLOAD);
    private static final Action GET = new Action.Get();

    @Test
    void overlappingSets_readInEitherOrder_pass() {
        passes(new HistoryBuilder().set(1, 0, 10, "a").set(2, 0, 10, "b").get(3, 20, 30, "a"));
        passes(new HistoryBuilder().set(1, 0, 10, "a").set(2, 0, 10, "b").get(3, 20, 30, "b"));
    }

    @Test
    void staleRead_afterTwoSets_failsWithThreeOperations() {
        Verdict found =
                fails(
                        new HistoryBuilder()
                                .set(1, 0, 10, "z")
                                .get(3, 11, 12, "z")
                                .set(1, 15, 20, "a")
                                .get(3, 21, 22, "a")
                                .set(2, 30, 40, "b")
                                .get(3, 41, 45, "b")
                                .get(3, 50, 60, "a")
                                .set(1, 61, 70, "c")
                                .get(2, 75, 80, "c"));

        assertEquals(List.of("set", "set", "get"), labels(found));
        assertEquals(List.of(6L), found.culprits());
    }

    @Test
    void readsThatGoBack_whileASetIsOpen_fail() {
        fails(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .set(2, 20, 90, "b")
                        .get(3, 30, 40, "b")
                        .get(4, 50, 60, "a"));
    }

    @Test
    void unknownSet_isSeenLateOrNever_passes() {
        HistoryBuilder late =
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .unknown(2, 20, 30, new Action.Set("b"))
                        .get(3, 40, 50, "a")
                        .set(1, 55, 60, "c")
                        .get(3, 70, 80, "b");
        passes(late);
        passes(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .unknown(2, 20, 30, new Action.Set("b"))
                        .get(3, 40, 50, "a"));
    }

    @Test
    void unknownSet_seenAndGoneAgain_fails() {
        Verdict found =
                fails(
                        new HistoryBuilder()
                                .set(1, 0, 10, "a")
                                .unknown(2, 20, 30, new Action.Set("b"))
                                .get(3, 40, 50, "b")
                                .get(3, 60, 70, "a"));

        assertEquals(List.of("set", "set", "get", "get"), labels(found));
        assertEquals(List.of(3L), found.culprits());
    }

    @Test
    void failedSet_thatIsRead_fails() {
        fails(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .failed(2, 20, 30, new Action.Set("b"))
                        .get(3, 40, 50, "b"));
    }

    @Test
    void lostWrite_afterWhichTheNameIsAbsent_fails() {
        fails(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .refused(2, 20, 30, new Action.Get(), Refusal.NOT_FOUND));
    }

    @Test
    void life_inItsOrder_passes() {
        passes(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .done(1, 20, 30, new Action.Delete())
                        .refused(1, 31, 32, new Action.Get(), Refusal.NOT_FOUND)
                        .refused(1, 33, 34, new Action.Set("b"), Refusal.CONFLICT)
                        .done(1, 35, 36, new Action.GetDeleted())
                        .done(1, 40, 50, new Action.Recover())
                        .ok(1, 51, 52, new Action.GetVersion("va"), HistoryBuilder.version("a"))
                        .set(1, 53, 54, "c")
                        .done(1, 60, 70, new Action.Delete())
                        .done(1, 80, 90, new Action.Purge())
                        .refused(1, 91, 92, new Action.Recover(), Refusal.NOT_FOUND)
                        .set(1, 100, 110, "d")
                        .refused(1, 111, 112, new Action.GetVersion("va"), Refusal.NOT_FOUND)
                        .get(1, 120, 130, "d"));
    }

    @Test
    void purgedSecret_thatIsRecovered_fails() {
        fails(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .done(1, 20, 30, new Action.Delete())
                        .done(1, 40, 50, new Action.Purge())
                        .done(2, 60, 70, new Action.Recover()));
    }

    @Test
    void deletedSecret_thatIsRead_fails() {
        fails(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .done(1, 20, 30, new Action.Delete())
                        .get(2, 40, 50, "a"));
    }

    @Test
    void deletedSecret_withAnUnknownRecover_mayBeRead() {
        passes(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .done(1, 20, 30, new Action.Delete())
                        .unknown(1, 31, 32, new Action.Recover())
                        .get(2, 40, 50, "a"));
    }

    @Test
    void twoDeletes_ofOneLife_fail() {
        fails(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .done(1, 20, 30, new Action.Delete())
                        .done(2, 40, 50, new Action.Delete()));
    }

    @Test
    void versionId_givenTwice_fails() {
        fails(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .ok(1, 20, 30, new Action.Set("b"), HistoryBuilder.version("a")));
    }

    @Test
    void version_withAnotherValueThanItWasMadeWith_fails() {
        fails(
                new HistoryBuilder()
                        .set(1, 0, 10, "a")
                        .set(1, 20, 30, "b")
                        .ok(2, 40, 50, new Action.GetVersion("va"), HistoryBuilder.version("b")));
    }

    @Test
    void acknowledgedWrite_readUnderAnotherVersionId_fails() {
        fails(written().ok(2, 40, 50, new Action.Get(), other("a")));
        fails(written().ok(2, 40, 50, new Action.GetVersion("other"), other("a")));
        Verdict found = fails(written().get(3, 15, 20, "a").ok(2, 40, 50, GET, other("a")));
        assertEquals(List.of("set", "get"), labels(found));
    }

    @Test
    void unknownWrite_readUnderTwoVersionIds_fails() {
        HistoryBuilder once =
                new HistoryBuilder().unknown(1, 0, 10, new Action.Set("a")).get(2, 20, 30, "a");
        passes(once);
        fails(once.ok(2, 40, 50, GET, other("a")));
    }

    @Test
    void refusal_thatNoStateGives_fails() {
        fails(written().refused(2, 20, 30, GET, Refusal.FORBIDDEN));
        fails(written().refused(2, 20, 30, GET, Refusal.CONFLICT));
        fails(
                written()
                        .done(1, 20, 30, new Action.Delete())
                        .refused(1, 40, 50, new Action.Set("b"), Refusal.NOT_FOUND));
    }

    @Test
    void operations_thatAllFailed_areUndecided() {
        HistoryBuilder failed =
                new HistoryBuilder().failed(1, 0, 10, new Action.Set("a")).failed(1, 20, 30, GET);
        assertEquals(Ruling.UNDECIDED, CHECK.of(failed.build()).ruling());
    }

    @Test
    void names_areExplainedEachByItself() {
        passes(
                new HistoryBuilder()
                        .on("one")
                        .set(1, 0, 10, "a")
                        .on("two")
                        .refused(2, 20, 30, new Action.Get(), Refusal.NOT_FOUND)
                        .on("one")
                        .get(2, 40, 50, "a"));
    }

    @Test
    void noOperations_areUndecided() {
        assertEquals(Ruling.UNDECIDED, CHECK.of(new HistoryBuilder().build()).ruling());
    }

    @Test
    void search_overItsBudget_isUndecided() {
        HistoryBuilder wide = new HistoryBuilder();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            values.add("x" + i);
            wide.set(i, i, 1_000 + i, "x" + i);
        }
        for (int i = 0; i < values.size(); i++) {
            wide.get(20, 2_000 + 10 * i, 2_005 + 10 * i, values.get(i));
        }

        Verdict found = new Linearizable(HistoryBuilder.WORKLOAD, 50).of(wide.build());

        assertEquals(Ruling.UNDECIDED, found.ruling(), found::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "STALE_READ"})
    void tenThousandOperations_onHundredNames_takeSeconds(PlantedBug bug) {
        History history =
                new Simulation(7, bug, 0.02)
                        .phase(RegisterScripts.register(8, 10_000, 100))
                        .history();

        Verdict found =
                assertTimeout(
                        Duration.ofSeconds(30),
                        () -> new Linearizable(Scripts.REGISTER).of(history));

        assertEquals(bug == PlantedBug.NONE ? Ruling.PASS : Ruling.FAIL, found.ruling());
    }

    private static HistoryBuilder written() {
        return new HistoryBuilder().set(1, 0, 10, "a");
    }

    private static Seen other(String value) {
        return new Seen.Version("other", value);
    }

    private static void passes(HistoryBuilder history) {
        Verdict found = CHECK.of(history.build());
        assertEquals(Ruling.PASS, found.ruling(), found::toString);
    }

    private static Verdict fails(HistoryBuilder history) {
        Verdict found = CHECK.of(history.build());
        assertEquals(Ruling.FAIL, found.ruling(), found::toString);
        return found;
    }

    private static List<String> labels(Verdict found) {
        return found.evidence().stream().map(Operation::action).map(Action::label).toList();
    }
}
