package io.strongroom.chaos.suite.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

final class StrikeTest {
    private static final Strike.Effect BIT = new Strike.Effect(true, "a");
    private static final Strike.Effect MISSED = new Strike.Effect(false, "b");

    @Test
    void hit_whenOneHostWasNot_isOneOnlyIfAnyWillDo() {
        assertTrue(Strike.hit(List.of(BIT, BIT), true));
        assertFalse(Strike.hit(List.of(BIT, MISSED), true));
        assertTrue(Strike.hit(List.of(BIT, MISSED), false));
        assertFalse(Strike.hit(List.of(MISSED, MISSED), false));
    }

    @Test
    void hit_whenNothingWasSeen_isNone() {
        assertFalse(Strike.hit(List.of(), true));
        assertFalse(Strike.hit(List.of(), false));
    }

    @Test
    void together_withANodeThatDidWrong_isWrongAndNotWithoutEffect() {
        Strike.Effect wrong = Strike.Effect.right(false, "c");

        Strike.Effect all = Strike.together(List.of(BIT, wrong));

        assertEquals(Strike.Outcome.WRONG, all.outcome());
        assertTrue(all.bit());
        assertEquals("c", Strike.wrong(List.of(BIT, wrong, MISSED)));
        assertEquals("", Strike.wrong(List.of(BIT, MISSED)));
    }

    @Test
    void words_ofSeveral_areAllOfThem() {
        assertEquals("a; b", Strike.words(List.of(BIT, MISSED)));
    }
}
