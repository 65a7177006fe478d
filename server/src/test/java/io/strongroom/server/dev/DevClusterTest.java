package io.strongroom.server.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.dev.hosts.HostsFile;
import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.DevException;
import io.strongroom.server.dev.process.ClusterControl;
import io.strongroom.server.dev.process.NodeProgram;
import io.strongroom.server.dev.process.NodeStatus;
import io.strongroom.server.dev.process.StandInNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** The whole way with real processes; only what runs in them is a stand-in. */
final class DevClusterTest {
    private static final NodeProgram PROGRAM =
            new NodeProgram(
                    List.of(
                            NodeProgram.java(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path")),
                    StandInNode.class.getName());

    private final StringWriter progress = new StringWriter();
    private ClusterDir dir;
    private Path hosts;

    @BeforeEach
    void makeFolder(@TempDir Path temp) throws Exception {
        dir = ClusterDir.of(temp.resolve("cluster"));
        hosts = temp.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 localhost\n");
    }

    @AfterEach
    void stopNodes() throws DevException {
        if (dir.holdsCluster()) {
            control().stop(control().running());
        }
    }

    @Test
    void up_thenEveryCommand_doesWhatItSays() throws Exception {
        int port = freePort();
        up("--base-port", Integer.toString(port), "--add-hosts");
        ClusterControl control = control();
        assertEquals(List.of("leader", "follower", "follower"), roles());
        assertTrue(Files.readString(hosts).contains("127.0.0.3 default.vault.localhost "));

        control.process(2).pause();
        control.process(1).kill();
        assertEquals(List.of("down", "paused", "follower"), roles());

        control.process(2).resume();
        control.launch(List.of(1));
        control.awaitReady(List.of(1, 2));
        assertEquals(
                "node=1 role=leader pid=%d url=https://127.0.0.1:%d"
                        .formatted(control.process(1).pid().orElseThrow(), port),
                control.status().getFirst().line());

        DevException running = assertThrows(DevException.class, () -> up());
        assertTrue(String.valueOf(running.getMessage()).contains("already"));

        control.stop(control.running());
        assertEquals(List.of("down", "down", "down"), roles());
        String env = Files.readString(dir.clientEnv());

        up();
        assertEquals(List.of("leader", "follower", "follower"), roles());
        assertTrue(progress.toString().contains("starting it as it is"));
        assertEquals(env, Files.readString(dir.clientEnv()));
    }

    @Test
    void up_nodeThatEnds_showsItsLogAndStopsTheOthers() throws Exception {
        up("--base-port", Integer.toString(freePort()));
        control().stop(control().running());
        Files.createFile(dir.node(2).resolve("broken"));

        DevException failure = assertThrows(DevException.class, () -> up());

        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("node 2 ended while starting"), message);
        assertTrue(message.contains("event=broken node=2"), message);
        assertEquals(List.of(), control().running());
    }

    @Test
    void up_portInUse_makesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            int port = taken.getLocalPort();

            DevException failure =
                    assertThrows(
                            DevException.class, () -> up("--base-port", Integer.toString(port)));

            assertTrue(
                    String.valueOf(failure.getMessage())
                            .startsWith("127.0.0.2:" + port + " is not free"));
            assertFalse(Files.exists(dir.root()));
        }
    }

    @Test
    void up_folderOfSomethingElse_isLeftAlone() throws Exception {
        Files.createDirectories(dir.root());
        Files.writeString(dir.root().resolve("mine.txt"), "mine");

        assertThrows(DevException.class, () -> up());

        assertEquals("mine", Files.readString(dir.root().resolve("mine.txt")));
    }

    private void up(String... arguments) throws DevException {
        UpOptions options = new UpOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("up", mixin(options)))
                .parseArgs(arguments);
        new UpStep(dir, PROGRAM, new HostsFile(hosts), new PrintWriter(progress, true))
                .run(options);
    }

    private static CommandLine.Model.CommandSpec mixin(UpOptions options) {
        return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
    }

    private ClusterControl control() throws DevException {
        ClusterPlan plan = dir.plan();
        return new ClusterControl(dir, plan, PROGRAM, new PrintWriter(progress, true));
    }

    private List<String> roles() throws DevException {
        return control().status().stream().map(NodeStatus::role).toList();
    }

    /** Below the range that outgoing connections take their ports from. */
    private static int freePort() throws Exception {
        Random random = new Random();
        int port;
        do {
            port = 20_000 + random.nextInt(10_000);
        } while (!isFree(port) || !isFree(port + 1));
        return port;
    }

    private static boolean isFree(int port) throws Exception {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        }
    }
}
