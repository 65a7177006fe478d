package io.strongroom.hsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class SecretFileTest {
    @TempDir private Path folder;

    @Test
    void read_ofALine_isWithoutWhiteSpaceAtItsEnds() throws IOException, HsmException {
        Path file = Files.writeString(folder.resolve("pin"), " pass wörd\r\n");

        assertArrayEquals("pass wörd".toCharArray(), SecretFile.read(file));
    }

    @Test
    void read_ofNothing_saysSo() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        assertRefused(empty, "holds nothing");
        assertRefused(folder.resolve("missing"), "cannot read");
        assertRefused(
                Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 'a'}),
                "is not UTF-8");
    }

    private static void assertRefused(Path file, String why) {
        HsmException refused = assertThrows(HsmException.class, () -> SecretFile.read(file));
        assertEquals(HsmException.Kind.CONFIGURATION, refused.kind());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(file.toString()) && message.contains(why), message);
    }
}
