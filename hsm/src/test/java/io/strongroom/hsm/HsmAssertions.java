package io.strongroom.hsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** Assertions on {@link HsmException}. */
public final class HsmAssertions {
    private HsmAssertions() {}

    /** Runs the call, asserts that it fails with that kind, and gives its message. */
    public static String assertFails(HsmException.Kind kind, Executable call) {
        HsmException failure = assertThrows(HsmException.class, call);
        assertEquals(kind, failure.kind(), failure::toString);
        return String.valueOf(failure.getMessage());
    }
}
