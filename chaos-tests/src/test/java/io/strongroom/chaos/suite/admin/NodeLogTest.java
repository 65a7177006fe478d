package io.strongroom.chaos.suite.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.chaos.suite.stage.StageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

final class NodeLogTest {
    private static final String EARLIER = "2026-11-22T05:00:00Z INFO  event=snapshot_installed\n";

    @Test
    void count_ofAnEvent_leavesOutWhatWasWrittenBefore(@TempDir Path folder)
            throws IOException, StageException {
        Path file = Files.writeString(folder.resolve("node.log"), EARLIER);
        NodeLog log = new NodeLog(file, Files.size(file));

        assertEquals(0, log.count("snapshot_installed"));

        Files.writeString(
                file,
                """
                2026-11-22T05:00:01Z INFO  event=snapshot_published index="9"
                2026-11-22T05:00:02Z INFO  event=snapshot_installed index="12"
                2026-11-22T05:00:03Z INFO  event=snapshot_installed_at_start index="12"
                """,
                StandardOpenOption.APPEND);
        assertEquals(2, log.count("snapshot_installed"));
    }

    @Test
    void count_ofAFileThatIsGone_isTheStagesFault(@TempDir Path folder) {
        NodeLog log = new NodeLog(folder.resolve("node.log"), 0);

        assertThrows(StageException.class, () -> log.count("node_serving"));
    }
}
