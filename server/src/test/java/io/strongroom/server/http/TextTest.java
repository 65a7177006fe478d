package io.strongroom.server.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TextTest {
    private static final String FACE = "😀";

    @Test
    void shown_controlCharacters_areReplaced() {
        assertEquals("a?b?c?", Text.shown("a\rb\nc\u0085"));
    }

    @Test
    void shown_longText_isCut() {
        assertEquals("x".repeat(100), Text.shown("x".repeat(100)));
        assertEquals("x".repeat(100) + "...", Text.shown("x".repeat(101)));
    }

    @Test
    void shown_pairAcrossTheCut_staysWhole() {
        String shown = Text.shown("x".repeat(99) + FACE + FACE);
        assertEquals("x".repeat(99) + FACE + "...", shown);
        assertDoesNotThrow(() -> Json.write(shown));
    }

    @Test
    void shown_halfAPair_isReplaced() {
        String shown = Text.shown("a\ud83d" + "b\ude00");
        assertEquals("a?b?", shown);
        assertDoesNotThrow(() -> Json.write(shown));
    }
}
