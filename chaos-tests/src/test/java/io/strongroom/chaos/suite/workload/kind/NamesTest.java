package io.strongroom.chaos.suite.workload.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

final class NamesTest {
    private final Random random = new Random(1);
    private final Names names = new Names("r-");

    @Test
    void take_often_neverUsesANameMoreThanTheSearchBears() {
        Map<String, Integer> times = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            times.merge(names.take(random), 1, Integer::sum);
        }

        assertTrue(times.values().stream().allMatch(count -> count <= 200), times.toString());
        assertTrue(names.used().containsAll(times.keySet()));
    }

    @Test
    void noteUnknown_twice_givesTheNameUp() {
        String name = names.take(random);
        names.noteUnknown(name);
        assertTrue(comes(name));

        names.noteUnknown(name);

        assertFalse(comes(name));
        assertTrue(names.used().contains(name));
    }

    @Test
    void version_ofAName_isOneThatWasNoted() {
        String name = names.take(random);
        assertEquals("", names.version(name, random));

        names.noteVersion(name, "v1");

        assertEquals("v1", names.version(name, random));
    }

    private boolean comes(String name) {
        for (int i = 0; i < 300; i++) {
            if (names.take(random).equals(name)) {
                return true;
            }
        }
        return false;
    }
}
