package io.strongroom.chaos.suite.nemesis.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;

class PagesTest {
    private static final long ALL = 0;

    @TempDir private Path folder = Path.of("");

    @Test
    void lostIn_whenNothingChanged_isNothing() throws IOException {
        Files.write(folder.resolve("log"), new byte[3 * Pages.PAGE + 1]);
        assertEquals(new Pages.Loss(0, ""), Pages.read(folder, ALL).lostIn(folder));
    }

    @Test
    void lostIn_whenAFileIsGone_countsAllItsPages() throws IOException {
        Path file = Files.write(folder.resolve("log"), new byte[3 * Pages.PAGE + 1]);
        Pages before = Pages.read(folder, ALL);
        Files.delete(file);
        assertEquals(new Pages.Loss(4, "log 4"), before.lostIn(folder));
    }

    @Test
    void lostIn_whenPagesDifferOrAreCutOff_countsThose() throws IOException {
        byte[] content = new byte[4 * Pages.PAGE];
        Arrays.fill(content, (byte) 1);
        Path file =
                Files.write(Files.createDirectory(folder.resolve("state")).resolve("LOG"), content);
        Pages before = Pages.read(folder, ALL);
        content[Pages.PAGE] = 0;
        Files.write(file, Arrays.copyOf(content, 3 * Pages.PAGE));
        assertEquals(new Pages.Loss(2, "state/LOG 2"), before.lostIn(folder));
    }

    @Test
    void read_ofAFileThatWasLongUnchanged_leavesItOut() throws IOException {
        Path old = Files.write(folder.resolve("old"), new byte[1]);
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_000));
        Pages read = Pages.read(folder, 2_000);
        Files.delete(old);
        assertEquals(0, read.lostIn(folder).pages());
    }
}
