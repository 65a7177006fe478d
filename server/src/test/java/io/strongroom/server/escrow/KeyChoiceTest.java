package io.strongroom.server.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.util.OptionalInt;

final class KeyChoiceTest {
    private static KeyChoice choice(String... arguments) {
        return CommandLine.populateCommand(new KeyChoice(), arguments);
    }

    private static void assertRefused(String why, String first, String... arguments) {
        HsmException refusal =
                assertThrows(HsmException.class, () -> choice(arguments).said(first));
        assertEquals(HsmException.Kind.CONFIGURATION, refusal.kind());
        assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
    }

    @Test
    void said_labelOrGeneration_isTheSameGeneration() throws HsmException {
        assertEquals(OptionalInt.empty(), choice().said("root"));
        assertEquals(OptionalInt.of(1), choice("--key-label", "root").said("root"));
        assertEquals(OptionalInt.of(6), choice("--key-label", "root-6").said("root"));
        assertEquals(OptionalInt.of(6), choice("--generation", "6").said("root"));
        assertEquals(
                OptionalInt.of(10),
                choice("--key-label", "root-10", "--generation", "10").said("root"));
    }

    @Test
    void said_labelAndGenerationThatContradict_isRefused() {
        assertRefused(
                "the label of generation 10, not 3",
                "root",
                "--key-label",
                "root-10",
                "--generation",
                "3");
        assertRefused("not 2", "root", "--key-label", "root", "--generation", "2");
    }

    @Test
    void said_whatNoNodeWouldFind_isRefused() {
        assertRefused("\"root\", \"root-2\" and so on", "root", "--key-label", "other-6");
        assertRefused("counted from 1", "root", "--generation", "0");
    }

    @Test
    void said_ofAKeyStoreFile_isTheFirst() throws HsmException {
        assertEquals(OptionalInt.of(1), choice("--generation", "1").said(""));
        assertRefused("generation 1, not 2", "", "--generation", "2");
        assertRefused("has no label", "", "--key-label", "root");
    }
}
