package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;
import io.strongroom.client.api.StateDigestJson;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

final class DigestsTest {
    /** Stands for a node that tells nothing. */
    private static final StateDigestJson SILENT = new StateDigestJson(-1, "");

    @Test
    void verdict_allTellTheSame_passes() {
        assertEquals(Ruling.PASS, of(at(500, "aa"), at(500, "aa"), at(500, "aa")).ruling());
    }

    @Test
    void verdict_allDiffer_fails() {
        Verdict found = of(at(500, "aa"), at(500, "bb"), at(500, "cc"));

        assertEquals(Ruling.FAIL, found.ruling());
        assertTrue(found.reason().contains("node 3 cc at entry 500"), found::toString);
    }

    @Test
    void verdict_oneOfThemDiffers_fails() {
        assertEquals(Ruling.FAIL, of(at(500, "aa"), at(500, "aa"), at(500, "ab")).ruling());
        // Also before all have come to one entry: it does not get better.
        assertEquals(Ruling.FAIL, of(at(500, "aa"), at(500, "ab"), at(1_000, "aa")).ruling());
        assertEquals(Ruling.FAIL, of(at(500, "aa"), SILENT, at(500, "ab")).ruling());
    }

    @Test
    void verdict_oneTellsNothing_isUndecided() {
        Verdict found = of(at(500, "aa"), SILENT, at(500, "aa"));

        assertEquals(Ruling.UNDECIDED, found.ruling());
        assertTrue(found.reason().contains("[2]"), found::toString);
        assertEquals(Ruling.UNDECIDED, of(SILENT, SILENT, SILENT).ruling());
        assertEquals(Ruling.UNDECIDED, of().ruling());
    }

    @Test
    void verdict_notAllAtOneEntryOrTooEarly_isUndecided() {
        assertEquals(Ruling.UNDECIDED, of(at(500, "aa"), at(1_000, "aa")).ruling());
        assertEquals(Ruling.UNDECIDED, of(at(0, "aa"), at(0, "aa")).ruling());
    }

    @Test
    void withTheirOwn_oneThatFoundItselfApartOrTellsNothing_isNoPass() {
        Verdict same = of(at(500, "aa"), at(500, "aa"));

        assertEquals(same, Digests.withTheirOwn(same, Map.of(1, 0.0, 2, 0.0)));
        assertEquals(Ruling.FAIL, Digests.withTheirOwn(same, Map.of(1, 0.0, 2, 1.0)).ruling());
        assertEquals(
                Ruling.UNDECIDED,
                Digests.withTheirOwn(same, Map.of(1, 0.0, 2, Double.NaN)).ruling());
    }

    private static StateDigestJson at(long index, String digest) {
        return new StateDigestJson(index, digest);
    }

    private static Verdict of(StateDigestJson... told) {
        return new Digests(
                        Arrays.stream(told)
                                .map(one -> Optional.of(one).filter(it -> !it.equals(SILENT)))
                                .toList())
                .verdict(500);
    }
}
