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
        HistoryBuilder history = new HistoryBuilder();
        for (int i = 0; i < 20; i++) {
            history.set(1, 100L * i, 100L * i + 50, "x" + i);
        }
        rules(Ruling.PASS, new EnoughLoad(10, 0.9), history);
        rules(Ruling.VOID, new EnoughLoad(11, 0.9), history);
    }

    @Test
    void load_thatFailsOnlyDuringFaults_passes() {
        HistoryBuilder history = new HistoryBuilder().fault("kill", 1_000, 3_000, true);
        for (int i = 0; i < 9; i++) {
            history.set(1, 100L * i, 100L * i + 50, "x" + i);
            history.unknown(2, 1_000 + 700L * i, 1_001 + 700L * i, new Action.Set("y" + i));
        }
        rules(Ruling.PASS, new EnoughLoad(1, 0.3), history);
        history.unknown(2, 9_000, 9_001, new Action.Get());
        rules(Ruling.VOID, new EnoughLoad(0.1, 0.95), history);
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
    void failure_inAVoidRun_isAFailure() {
        List<Verdict> verdicts =
                List.of(
                        Verdict.voided("load", "low"),
                        Verdict.fail("register", "stale", List.of()),
                        Verdict.pass("set", "fine"));

        assertEquals(Ruling.FAIL, RunVerdict.of(verdicts).ruling());
    }

    private static void rules(Ruling expected, Check check, HistoryBuilder history) {
        Verdict found = check.of(history.build());
        assertEquals(expected, found.ruling(), found::toString);
    }
}
