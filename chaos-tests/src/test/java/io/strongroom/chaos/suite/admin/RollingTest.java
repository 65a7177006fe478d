package io.strongroom.chaos.suite.admin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.suite.stage.Host;

import org.junit.jupiter.api.Test;

import java.util.OptionalInt;

final class RollingTest {
    private static final Host.State OLD =
            new Host.State(true, false, 0, "2026-11-22T05:04:03.123456789Z");
    private static final Host.State NEW =
            new Host.State(true, false, 0, "2026-11-22T05:04:09.000000001Z");
    private static final OptionalInt OTHER = OptionalInt.of(2);

    @Test
    void clean_whenTheNodeEndedAsToldAndANewProcessServes_holds() {
        assertTrue(new Rolling.Evidence(OLD, ended(0), NEW, true, OTHER, true).clean());
    }

    @Test
    void clean_whenAnyOfItWasNotSeen_doesNotHold() {
        assertFalse(new Rolling.Evidence(OLD, ended(137), NEW, true, OTHER, true).clean());
        assertFalse(new Rolling.Evidence(OLD, ended(0), OLD, true, OTHER, true).clean());
        assertFalse(new Rolling.Evidence(OLD, OLD, NEW, true, OTHER, true).clean());
        assertFalse(
                new Rolling.Evidence(OLD, ended(0), NEW, true, OptionalInt.empty(), true).clean());
        assertFalse(new Rolling.Evidence(OLD, ended(0), NEW, true, OTHER, false).clean());
    }

    @Test
    void words_ofARestart_nameBothProcessesByTheirStart() {
        String words = new Rolling.Evidence(OLD, ended(0), NEW, true, OTHER, true).words();

        assertTrue(words.contains("process of 05:04:03 led, ended with 0"), words);
        assertTrue(words.contains("node 2 led on"), words);
        assertTrue(words.contains("that of 05:04:09 served"), words);
    }

    private static Host.State ended(long exitCode) {
        return new Host.State(false, false, exitCode, OLD.startedAt());
    }
}
