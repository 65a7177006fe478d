package io.strongroom.chaos.suite.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.Verdict.Ruling;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

final class PlaintextTest {
    private static final String MARKER = "0123456789abcdef0123456789abcdef";
    private static final int MEGABYTE = 1 << 20;

    private static final String CONTROL = "control-0123456789";

    private final Plaintext plaintext = new Plaintext(MARKER, CONTROL);
    private Path folder = Path.of("");

    @BeforeEach
    void makeAFile(@TempDir Path temp) throws IOException {
        folder = temp;
        Files.writeString(temp.resolve("node.log"), CONTROL + MARKER.substring(1));
    }

    @Test
    void search_filesWithoutTheMarker_passes() {
        Verdict verdict = plaintext.search(List.of(folder));

        assertEquals(Ruling.PASS, verdict.ruling(), verdict.reason());
        assertTrue(verdict.reason().contains("49 bytes of 1 files"), verdict.reason());
    }

    @Test
    void search_withoutWhatHasToBeThere_isUndecided() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(Ruling.UNDECIDED, plaintext.search(List.of(folder, empty)).ruling());

        Files.writeString(empty.resolve("log"), "something else");
        assertEquals(Ruling.UNDECIDED, plaintext.search(List.of(folder, empty)).ruling());
        assertEquals(Ruling.UNDECIDED, plaintext.search(List.of(folder.resolve("no"))).ruling());
        assertEquals(Ruling.UNDECIDED, plaintext.search(List.of()).ruling());
    }

    @Test
    void search_everyFormOfTheMarker_isFound() throws IOException {
        byte[] raw = MARKER.getBytes(US_ASCII);
        String hex = HexFormat.of().formatHex(raw);
        for (byte[] form :
                List.of(
                        raw,
                        MARKER.getBytes(UTF_16LE),
                        MARKER.getBytes(UTF_16BE),
                        hex.getBytes(US_ASCII),
                        HexFormat.of().withUpperCase().formatHex(raw).getBytes(US_ASCII))) {
            assertFound(form, 7);
        }
    }

    @Test
    void search_base64OfSomethingAroundTheMarker_isFound() throws IOException {
        for (String before : List.of("", "a", "ab", "abc")) {
            byte[] whole = (before + MARKER + "?>~").getBytes(US_ASCII);
            assertFound(Base64.getEncoder().encode(whole), 3);
            assertFound(Base64.getUrlEncoder().encode(whole), 3);
        }
    }

    @Test
    void search_markerAcrossTheBoundaryOfTwoBlocks_isFound() throws IOException {
        for (int before = MEGABYTE - 40; before < MEGABYTE + 120; before += 3) {
            assertFound(MARKER.getBytes(US_ASCII), before);
        }
        assertFound(MARKER.getBytes(US_ASCII), 3 * MEGABYTE + 5);
    }

    private void assertFound(byte[] form, int before) throws IOException {
        byte[] noise = new byte[before];
        new Random(1).nextBytes(noise);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(noise);
        content.writeBytes(form);
        content.writeBytes(new byte[100]);
        Path data = Files.createDirectories(folder.resolve("data/raft"));
        Path planted = Files.write(data.resolve("log_1-20"), content.toByteArray());

        Verdict verdict = plaintext.search(List.of(folder));

        assertEquals(Ruling.FAIL, verdict.ruling(), verdict.reason());
        assertTrue(verdict.reason().contains(planted + " at byte "), verdict.reason());
    }
}
