package io.strongroom.chaos.suite.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.util.List;

final class StrikeTest {
    private static final Strike.Effect BIT = new Strike.Effect(true, "a");
    private static final Strike.Effect MISSED = new Strike.Effect(false, "b");

    @Test
    void together_whenOnePartHadNoEffect_isNone() {
        assertEquals(new Strike.Effect(true, "a; a"), Strike.together(List.of(BIT, BIT)));
        assertEquals(new Strike.Effect(false, "a; b"), Strike.together(List.of(BIT, MISSED)));
    }

    @Test
    void together_whenNothingWasSeen_isNone() {
        assertFalse(Strike.together(List.of()).bit());
    }
}
