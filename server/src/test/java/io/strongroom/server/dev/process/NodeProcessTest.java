package io.strongroom.server.dev.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.dev.plan.DevException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

final class NodeProcessTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private Path folder;
    private NodeProcess process;

    @BeforeEach
    void makeProcess(@TempDir Path temp) {
        folder = temp;
        // A shell that waits takes the place of java; the arguments look as those of a node.
        process = process("while :; do sleep 0.2; done");
    }

    @AfterEach
    void endProcess() throws DevException {
        process.kill();
    }

    @Test
    void start_runsAndWritesThePid() throws Exception {
        long pid = process.start(Map.of());

        assertEquals(pid + "\n", Files.readString(folder.resolve("node.pid")));
        assertEquals(OptionalLong.of(pid), process.pid());
        assertEquals(NodeProcess.State.RUNNING, process.state());
        assertThrows(DevException.class, () -> process.start(Map.of()));
    }

    @Test
    void start_output_goesToTheLogAndEnvironmentToTheNode() throws Exception {
        NodeProcess speaker = process("echo \"says $STRONGROOM_TEST\"");

        speaker.start(Map.of("STRONGROOM_TEST", "hello"));

        assertTrue(speaker.awaitDown(SOON));
        assertEquals("says hello\n", Files.readString(folder.resolve("node.log")));
    }

    @Test
    void kill_endsTheProcessAndIsIdempotent() throws Exception {
        process.start(Map.of());

        process.kill();
        process.kill();

        assertEquals(NodeProcess.State.DOWN, process.state());
        assertEquals(OptionalLong.empty(), process.pid());
    }

    @Test
    void pauseAndResume_stopAndContinue() throws Exception {
        process.start(Map.of());

        process.pause();
        assertEquals(NodeProcess.State.PAUSED, process.state());
        process.resume();
        assertEquals(NodeProcess.State.RUNNING, process.state());
    }

    @Test
    void terminate_pausedProcess_endsIt() throws Exception {
        process.start(Map.of());
        process.pause();

        process.terminate();

        assertTrue(process.awaitDown(SOON));
    }

    /** After a restart of the machine the recorded pid can be anybody's. */
    @Test
    void kill_pidOfAStranger_isLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(folder.resolve("node.pid"), stranger.pid() + "\n");

            assertEquals(NodeProcess.State.DOWN, process.state());
            process.kill();
            process.terminate();

            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly();
        }
    }

    /** Two clusters on one machine differ by their files only. */
    @Test
    void pid_nodeOfAnotherCluster_isAStranger() throws Exception {
        process.start(Map.of());
        Path elsewhere = folder.resolve("elsewhere");
        NodeProcess other =
                new NodeProcess(
                        process.program(),
                        elsewhere.resolve("node.yaml"),
                        folder.resolve("node.pid"),
                        folder.resolve("other.log"));

        assertFalse(other.pid().isPresent());
    }

    @Test
    void pid_unreadableFile_isDown() throws Exception {
        Files.writeString(folder.resolve("node.pid"), "no number");

        assertEquals(NodeProcess.State.DOWN, process.state());
    }

    @Test
    void statusLine_hasItsForm() {
        assertEquals(
                "node=1 role=leader pid=123 url=https://127.0.0.1:8443",
                new NodeStatus(1, "leader", OptionalLong.of(123), "https://127.0.0.1:8443").line());
        assertEquals(
                "node=2 role=down pid=- url=https://127.0.0.2:8443",
                new NodeStatus(2, "down", OptionalLong.empty(), "https://127.0.0.2:8443").line());
    }

    private NodeProcess process(String script) {
        return new NodeProcess(
                new NodeProgram(List.of("sh", "-c", script), "example.Main"),
                folder.resolve("node.yaml"),
                folder.resolve("node.pid"),
                folder.resolve("node.log"));
    }
}
