package io.strongroom.raft.ratis.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

class LostVoteTest {
    @TempDir private Path folder;

    private LogLocation log() {
        return new LogLocation(folder, new UUID(0, 1), 2);
    }

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(log().current());
    }

    @Test
    void restore_ofAnEmptyFile_votesForItselfInTheNewestTerm() throws IOException {
        Files.createFile(log().meta());
        assertTrue(LostVote.restore(log(), 7));
        assertEquals(new VoteFile(7, "n2"), VoteFile.read(log().meta()));
    }

    @Test
    void restore_ofAWholeFile_leavesItAsItIs() throws IOException {
        Files.writeString(log().meta(), new VoteFile(7, "n3").text());
        assertFalse(LostVote.restore(log(), 8));
        assertEquals(new VoteFile(7, "n3"), VoteFile.read(log().meta()));
    }
}
