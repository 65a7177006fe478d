package io.strongroom.chaos.suite.nemesis.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class DamageableTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void files_ofANode_areThoseOfTheTarget() throws IOException {
        Path segment = made("raft/log/37e8/current/log_0-271");
        made("raft/log/37e8/current/raft-meta");
        Path snapshot = made("raft/snapshots/1_300/000033.sst");
        Path table = made("state/db-1/000033.sst");
        Path current = made("state/db-1/CURRENT");
        made("state/db-1/LOG");
        Files.createFile(folder.resolve("state/db-1/000034.sst"));
        assertEquals(List.of(segment), Damageable.LOG.files(folder));
        assertEquals(List.of(snapshot), Damageable.SNAPSHOT.files(folder));
        assertEquals(List.of(table, current), Damageable.DATABASE.files(folder));
    }

    @Test
    void damage_byAFlip_changesOneBitBeforeTheZerosAtTheEnd() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            byte[] before = Arrays.copyOf(new byte[] {1, 2, 3, 4}, 100);
            Path file = Files.write(folder.resolve("segment"), before);
            String words = Damageable.damage(file, false, new Random(seed));
            byte[] after = Files.readAllBytes(file);
            int at = Arrays.mismatch(before, after);
            assertTrue(at >= 0 && at < 4, words);
            assertEquals(1, Integer.bitCount((before[at] ^ after[at]) & 0xff), words);
            after[at] = before[at];
            assertEquals(-1, Arrays.mismatch(before, after), words);
        }
    }

    @Test
    void damage_byACut_leavesTheBeginning() throws IOException {
        byte[] before = {1, 2, 3, 4, 0, 0};
        Path file = Files.write(folder.resolve("segment"), before);
        Damageable.damage(file, true, new Random(1));
        byte[] after = Files.readAllBytes(file);
        assertTrue(after.length < 4, "something of use went");
        assertEquals(-1, Arrays.mismatch(after, Arrays.copyOf(before, after.length)));
    }

    @Test
    void damage_ofZerosAlone_isNone() throws IOException {
        Path file = Files.write(folder.resolve("segment"), new byte[10]);
        assertEquals("", Damageable.damage(file, false, new Random(1)));
    }

    private Path made(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "content");
    }
}
