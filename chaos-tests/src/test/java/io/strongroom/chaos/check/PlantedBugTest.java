package io.strongroom.chaos.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.chaos.check.invariant.EveryWriteListed;
import io.strongroom.chaos.check.invariant.ExactlyOnce;
import io.strongroom.chaos.check.invariant.Paging;
import io.strongroom.chaos.check.invariant.Retention;
import io.strongroom.chaos.check.invariant.Revocation;
import io.strongroom.chaos.check.invariant.TwoNames;
import io.strongroom.chaos.check.linear.Linearizable;
import io.strongroom.chaos.check.simulation.PlantedBug;
import io.strongroom.chaos.check.simulation.Scripts;
import io.strongroom.chaos.check.simulation.Simulation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A correct vault always passes, and each planted bug is caught by the check meant for it. */
class PlantedBugTest {
    private static final Check LINEARIZABLE = new Linearizable(Scripts.REGISTER);
    private static final Check ONCE = new ExactlyOnce(Scripts.COUNTER);
    private static final Check LISTED = new EveryWriteListed(Scripts.SET);
    private static final Check REVOKED = new Revocation(Scripts.ROLES);
    private static final Check PAIRS = new TwoNames(Scripts.PAIRS);
    private static final Check KEPT =
            new Retention(
                    Scripts.KEPT,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(3));
    private static final Check PAGES = new Paging(Scripts.PAGES);
    private static final List<Check> ALL =
            List.of(LINEARIZABLE, ONCE, LISTED, REVOKED, PAIRS, KEPT, PAGES);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void correctVault_withLostAnswersAndFailures_passesEveryCheck(long seed) {
        double unknownShare = seed % 4 * 0.02;
        RunVerdict found =
                RunVerdict.of(Scripts.all(seed, PlantedBug.NONE, unknownShare).history(), ALL);
        for (Verdict one : found.verdicts()) {
            assertEquals(Ruling.PASS, one.ruling(), one::toString);
        }
    }

    static Stream<Arguments> plantedBugs() {
        return Stream.of(
                        Arguments.of(PlantedBug.STALE_READ, List.of(LINEARIZABLE, PAIRS)),
                        Arguments.of(PlantedBug.LOST_WRITE, List.of(LINEARIZABLE, LISTED, ONCE)),
                        Arguments.of(PlantedBug.DUPLICATE, List.of(ONCE)),
                        Arguments.of(
                                PlantedBug.FAILED_WRITE_STORED,
                                List.of(LINEARIZABLE, LISTED, ONCE)),
                        Arguments.of(PlantedBug.EARLY_PURGE, List.of(KEPT)),
                        Arguments.of(PlantedBug.MISSING_PURGE, List.of(KEPT)),
                        Arguments.of(PlantedBug.RESURRECTED, List.of(LINEARIZABLE)),
                        Arguments.of(PlantedBug.SUCCESS_AFTER_REVOKE, List.of(REVOKED)),
                        Arguments.of(PlantedBug.REFUSED_AFTER_GRANT, List.of(REVOKED)),
                        Arguments.of(PlantedBug.ANOTHER_ID, List.of(LINEARIZABLE)),
                        Arguments.of(PlantedBug.LISTED_TWICE, List.of(PAGES)),
                        Arguments.of(PlantedBug.LISTING_MISSES, List.of(PAGES, LISTED)))
                .flatMap(one ->
                        Stream.of(101L, 102L, 103L)
                                .map(seed -> Arguments.of(one.get()[0], one.get()[1], seed)));
    }

    @ParameterizedTest
    @MethodSource("plantedBugs")
    void vault_withPlantedBug_failsTheCheckMeantForIt(
            PlantedBug bug, List<Check> meantForIt, long seed) {
        Simulation simulation = Scripts.all(seed, bug, 0.01);
        assertTrue(simulation.bites() > 0, "the bug was never acted out");

        for (Check check : ALL) {
            Verdict verdict = check.of(simulation.history());
            if (meantForIt.contains(check)) {
                assertEquals(Ruling.FAIL, verdict.ruling(), verdict::toString);
                assertFalse(verdict.evidence().isEmpty());
                assertTrue(
                        verdict.evidence().size() <= 6, () -> "too long to be drawn: " + verdict);
            }
        }
    }
}
