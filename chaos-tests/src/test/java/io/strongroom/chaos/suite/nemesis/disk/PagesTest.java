package io.strongroom.chaos.suite.nemesis.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Set;

class PagesTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void lostIn_whenNothingChanged_isNothing() throws IOException {
        Files.write(folder.resolve("log"), new byte[3 * Pages.PAGE + 1]);
        assertEquals(new Pages.Loss(0, ""), Pages.read(folder).lostIn(folder));
    }

    @Test
    void lostIn_whenAFileIsGone_countsAllItsPages() throws IOException {
        Path file = Files.write(folder.resolve("log"), new byte[3 * Pages.PAGE + 1]);
        Pages before = Pages.read(folder);
        Files.delete(file);
        assertEquals(new Pages.Loss(4, "log 4"), before.lostIn(folder));
    }

    @Test
    void lostIn_whenPagesDifferOrAreCutOff_countsThose() throws IOException {
        byte[] content = new byte[4 * Pages.PAGE];
        Arrays.fill(content, (byte) 1);
        Path file =
                Files.write(Files.createDirectory(folder.resolve("state")).resolve("LOG"), content);
        Pages before = Pages.read(folder);
        content[Pages.PAGE] = 0;
        Files.write(file, Arrays.copyOf(content, 3 * Pages.PAGE));
        assertEquals(new Pages.Loss(2, "state/LOG 2"), before.lostIn(folder));
    }

    @Test
    void pageCache_seesWhatIsWrittenAfterItWasOpened() throws IOException {
        Path file = Files.write(folder.resolve("log"), new byte[3 * Pages.PAGE]);
        Files.write(folder.resolve("LOG"), new byte[1]);
        Files.write(Files.createDirectory(folder.resolve("native")).resolve("lib.so"), new byte[1]);
        Path old = Files.write(folder.resolve("old"), new byte[1]);
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_000));
        try (PageCache cache = PageCache.open(folder, 2_000)) {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(Pages.PAGE);
                open.write(1);
            }
            Pages written = cache.read();
            assertEquals(Set.of("log"), written.byFile().keySet());
            assertEquals(0, written.lostIn(folder).pages());

            // As if that had never reached the disk.
            Files.write(file, new byte[3 * Pages.PAGE]);
            assertEquals(new Pages.Loss(1, "log 1"), written.lostIn(folder));
        }
    }
}
