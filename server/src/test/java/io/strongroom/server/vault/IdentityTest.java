package io.strongroom.server.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.storage.command.Bytes;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.stream.Stream;

final class IdentityTest {
    @Test
    void of_parts_areUtf8BehindTheirLengths() {
        assertArrayEquals(
                HexFormat.of().parseHex("0000000161" + "00000002c3a4" + "00000000"),
                Identity.of("a", "ä", ""));
    }

    @Test
    void of_differentParts_neverGiveTheSameBytes() {
        assertEquals(
                6,
                Stream.of(
                                Identity.of(),
                                Identity.of(""),
                                Identity.of("ab"),
                                Identity.of("a", "b"),
                                Identity.of("", "ab"),
                                Identity.of("ab", ""))
                        .map(Bytes::copyOf)
                        .distinct()
                        .count());
    }
}
