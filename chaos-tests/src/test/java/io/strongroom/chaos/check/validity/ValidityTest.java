package io.strongroom.chaos.check.validity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.RunVerdict;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;

import org.junit.jupiter.api.Test;

import java.util.List;

class ValidityTest {
    private static final Action READ = new Action.Get();
    private static final Check BIT = new FaultsBit(List.of("kill"), 2);

    @Test
    void faults_thatAllBitOftenEnough_pass() {
        rules(
                Ruling.PASS,
                BIT,
                new HistoryBuilder().fault("kill", 0, 10, true).fault("kill", 20, 30, true));
    }

    @Test
    void fault_withoutEffect_makesTheRunVoid() {
        rules(
                Ruling.VOID,
                BIT,
                new HistoryBuilder()
                        .fault("kill", 0, 10, true)
                        .fault("kill", 20, 30, true)
                        .fault("pause", 40, 50, false));
    }

    @Test
    void fault_thatCameTooSeldom_makesTheRunVoid() {
        rules(Ruling.VOID, BIT, new HistoryBuilder().fault("kill", 0, 10, true));
    }

    @Test
    void load_belowItsMinimum_makesTheRunVoid() {
        HistoryBuilder history = steady(0, 10_000, 100);
        rules(Ruling.PASS, load(10, 0.9, 10), history);
        rules(Ruling.VOID, load(11, 0.9, 10), history);
    }

    @Test
    void load_thatFailsOnlyDuringFaults_passes() {
        HistoryBuilder history = steady(0, 9_000, 100).fault("kill", 9_000, 13_000, true);
        for (int i = 0; i < 12; i++) {
            history.unknown(2, 9_000 + 700L * i, 9_001 + 700L * i, new Action.Set("y" + i));
        }
        rules(Ruling.PASS, load(2, 0.9, 18), history);
        history.get(1, 13_500, 13_501, "x0");
        rules(Ruling.VOID, load(2, 0.9, 25), history);
    }

    @Test
    void load_thatFailsWithoutAFault_makesTheRunVoid() {
        HistoryBuilder history = steady(0, 10_000, 100);
        for (int i = 0; i < 20; i++) {
            history.unknown(2, 500L * i, 500L * i + 1, new Action.Get());
        }
        rules(Ruling.PASS, load(5, 0.8, 10), history);
        rules(Ruling.VOID, load(5, 0.9, 10), history);
    }

    @Test
    void load_thatCameAllAtOnce_makesTheRunVoid() {
        rules(Ruling.VOID, load(10, 0.9, 100), steady(0, 2_000, 1));
    }

    @Test
    void load_thatIsLowInOneWindowOfMany_passes() {
        HistoryBuilder history = steady(0, 90_000, 100);
        rules(Ruling.PASS, load(5, 0.9, 100), history);
        rules(Ruling.VOID, load(5, 0.9, 120), history);
    }

    @Test
    void load_withoutATimeInWhichNoFaultIsActive_makesTheRunVoid() {
        HistoryBuilder history = steady(0, 10_000, 100).fault("kill", 1_000, 9_000, true);
        rules(Ruling.VOID, load(1, 0.9, 10), history);
    }

    @Test
    void load_thatIsLowUntilTheClusterIsBack_passes() {
        HistoryBuilder history =
                steady(0, 10_000, 100)
                        .fault("kill", 10_000, 20_000, true)
                        .failed(1, 50_000, 60_000, READ);
        rules(Ruling.PASS, load(1, 0.5, 60), history);
    }

    @Test
    void load_thatIsLowThoughEveryNodeIsReady_makesTheRunVoid() {
        HistoryBuilder history =
                steady(0, 10_000, 100)
                        .fault("kill", 10_000, 20_000, true)
                        .failed(1, 50_000, 60_000, READ);
        rules(Ruling.PASS, load(1, 0.5, 60), history);
        rules(Ruling.VOID, load(1, 0.5, 60), history.ready(25_000));
    }

    @Test
    void load_ofTheLastReads_doesNotCount() {
        HistoryBuilder history = steady(0, 10_000, 1_000);
        rules(Ruling.VOID, load(10, 0.9, 10), history);
        for (int i = 0; i < 1_000; i++) {
            history.get(1, 10_001 + i, 10_002 + i, "x0");
        }
        rules(Ruling.VOID, load(10, 0.9, 10), history);
    }

    @Test
    void node_thatDidWrong_failsTheRunAndDoesNotMakeItVoid() {
        HistoryBuilder history = new HistoryBuilder();
        rules(Ruling.UNDECIDED, new NodesDidRight(), history);
        rules(Ruling.PASS, new NodesDidRight(), history.fault("kill", 0, 10, true));
        rules(Ruling.FAIL, new NodesDidRight(), history.wrong("damage", 20, 30, "named no remedy"));
    }

    @Test
    void checkThatBreaks_leavesTheRunUndecided() {
        Check broken =
                new Check() {
                    @Override
                    public String name() {
                        return "broken";
                    }

                    @Override
                    public Verdict of(History history) {
                        throw new IllegalStateException("broken");
                    }
                };

        RunVerdict found = RunVerdict.of(new HistoryBuilder().build(), List.of(broken));

        assertEquals(Ruling.UNDECIDED, found.ruling());
    }

    @Test
    void run_withoutChecks_isUndecided() {
        assertEquals(Ruling.UNDECIDED, RunVerdict.of(List.of()).ruling());
    }

    @Test
    void undecidedCheck_inAVoidRun_leavesItUndecided() {
        List<Verdict> verdicts =
                List.of(Verdict.undecided("replicas", "no digest"), Verdict.voided("load", "low"));

        assertEquals(Ruling.UNDECIDED, RunVerdict.of(verdicts).ruling());
        assertEquals(Ruling.UNDECIDED, RunVerdict.of(verdicts.reversed()).ruling());
    }

    @Test
    void failure_inAVoidRun_isAFailure() {
        List<Verdict> verdicts =
                List.of(
                        Verdict.voided("load", "low"),
                        Verdict.fail("register", "stale", List.of()),
                        Verdict.pass("set", "fine"));

        assertEquals(Ruling.FAIL, RunVerdict.of(verdicts).ruling());
    }

    private static Check load(double perSecond, double calmShare, long endSeconds) {
        return new EnoughLoad(perSecond, calmShare, endSeconds * 1_000_000_000L);
    }

    /** Acknowledged sets, one after the other. */
    private static HistoryBuilder steady(long begin, long end, long every) {
        HistoryBuilder history = new HistoryBuilder();
        for (long at = begin; at < end; at += every) {
            history.set(1, at, at, "x" + at);
        }
        return history;
    }

    private static void rules(Ruling expected, Check check, HistoryBuilder history) {
        Verdict found = check.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
