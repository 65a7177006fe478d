package io.strongroom.chaos.check;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.invariant.EveryWriteListed;
import io.strongroom.chaos.check.invariant.ExactlyOnce;
import io.strongroom.chaos.check.invariant.Paging;
import io.strongroom.chaos.check.invariant.Revocation;
import io.strongroom.chaos.check.invariant.TwoNames;
import io.strongroom.chaos.check.simulation.PlantedBug;
import io.strongroom.chaos.check.simulation.Script;
import io.strongroom.chaos.check.simulation.Scripts;
import io.strongroom.chaos.check.simulation.Simulation;
import io.strongroom.chaos.check.simulation.WorkloadScripts;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A correct vault never fails a check, however many answers are lost, and whenever what was sent
 * without one takes effect: within its time, long after, while the last reads are made, or never.
 * Thousands of small histories, as a false alarm would need a rare order of few operations.
 */
class HonestHistoriesTest {
    private static final int HISTORIES = 2_000;
    private static final double LOST_STEP = 0.06;

    @Test
    void twoNames_ofACorrectVault_neverFail() {
        neverFails(
                new TwoNames(Scripts.PAIRS),
                simulation -> simulation.phase(WorkloadScripts.pairs(25)));
    }

    @Test
    void pages_ofACorrectVault_neverFail() {
        neverFails(
                new Paging(Scripts.PAGES),
                simulation -> simulation.hastyPhase(WorkloadScripts.pages(3, 25)));
    }

    @Test
    void growingSet_ofACorrectVault_neverFails() {
        neverFails(
                new EveryWriteListed(Scripts.SET),
                simulation ->
                        simulation
                                .hastyPhase(Scripts.growingSet(4, 120))
                                .healed()
                                .hastyPhase(List.of(Scripts.listed(), Scripts.listed())));
    }

    @Test
    void versions_ofACorrectVault_neverFail() {
        neverFails(
                new ExactlyOnce(Scripts.COUNTER),
                simulation -> {
                    List<Script> clients = new ArrayList<>(Scripts.counter(3, 45, 2));
                    clients.add(WorkloadScripts.lookers(30, 2));
                    Script looker = WorkloadScripts.lookers(20, 2);
                    return simulation
                            .hastyPhase(clients)
                            .healed()
                            .hastyPhase(List.of(Scripts.counted(2), looker))
                            .hastyPhase(List.of(Scripts.counted(2)));
                });
    }

    @Test
    void roles_ofACorrectVault_neverFail() {
        neverFails(
                new Revocation(Scripts.ROLES),
                simulation -> simulation.hastyPhase(Scripts.roles(4, 160, 2)));
    }

    private static void neverFails(Check check, Function<Simulation, Simulation> run) {
        int passed = 0;
        for (int seed = 1; seed <= HISTORIES; seed++) {
            Simulation simulation = new Simulation(seed, PlantedBug.NONE, seed % 5 * LOST_STEP);
            if (seed % 3 == 0) {
                simulation.fault("pause", 20, 60);
            }
            Verdict found = check.of(run.apply(simulation).history());
            int now = seed;
            assertNotEquals(Ruling.FAIL, found.ruling(), () -> "seed " + now + ": " + found);
            passed += found.ruling() == Ruling.PASS ? 1 : 0;
        }
        int all = passed;
        assertTrue(passed > HISTORIES / 4, () -> "only %d were decided".formatted(all));
    }
}
