package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.NodeState;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node whose disk fills up steps aside and comes back by itself; the others serve. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiskFullIT {
    private static final String VAULT = "default";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CHUNK = 1 << 20;

    /** What the node gives back meanwhile is filled, too. */
    private static final int TRIES = 50;

    private static final int LOW_MEBIBYTES = 32;

    private final List<Path> mounted = new ArrayList<>();
    private NodeApi api;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        api = Clusters.up("diskfull", "disk:\n  lowMebibytes: " + LOW_MEBIBYTES + "\n");
        api.cluster().down();
        for (int node : api.nodes()) {
            Path data = api.folder(node).resolve("data");
            Path aside = api.folder(node).resolve("data-aside");
            Files.move(data, aside);
            Files.createDirectory(data);
            boolean mounts = run("mount", "-t", "tmpfs", "-o", "size=400m,mode=700", "tmpfs", data);
            Assumptions.assumeTrue(
                    mounts || System.getenv("CI") != null, "nothing can be mounted here");
            assertTrue(mounts, "a file system for a node could not be mounted");
            mounted.add(data);
            assertTrue(run("cp", "-a", aside + "/.", data), "the data could not be copied");
        }
        api.cluster().upAgain();
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (api != null) {
            api.close();
        }
        for (Path data : mounted) {
            assertTrue(run("umount", data), data + " is still mounted");
        }
    }

    private static boolean run(Object... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(java.util.Arrays.stream(command).map(Object::toString).toList())
                        .inheritIO()
                        .start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void followersDisk_whenFull_takesItOutUntilThereIsRoom() throws IOException {
        assertStepsAsideAndComesBack("follower", api.follower());
    }

    @Test
    void leadersDisk_whenFull_makesAnotherLeadUntilThereIsRoom() throws IOException {
        assertStepsAsideAndComesBack("leader", api.awaitLeader());
    }

    private void assertStepsAsideAndComesBack(String name, int full) throws IOException {
        api.done(full, api.set(VAULT, name, "before"));
        long pid = pid(full);
        List<Integer> others = api.nodes().stream().filter(node -> node != full).toList();
        Path balloon = api.folder(full).resolve("data/balloon");
        try {
            fill(balloon);
            Await.until(
                    "unready with the reason",
                    PATIENCE,
                    () -> api.unready(full).filter(why -> why.contains("disk")).isPresent());
            Await.until(
                    "another leads",
                    PATIENCE,
                    () -> api.leader().filter(leader -> leader != full).isPresent());
            for (int node : others) {
                api.eventually(node, api.set(VAULT, name, "during " + node), PATIENCE);
            }
            assertEquals(503, api.send(full, api.set(VAULT, name, "refused")).status());
        } finally {
            Files.deleteIfExists(balloon);
        }
        Await.until("ready by itself", PATIENCE, () -> api.unready(full).isEmpty());
        assertEquals(pid, pid(full), "it was not restarted");
        assertEquals("during " + others.getLast(), api.value(full, VAULT, name));
        api.eventually(full, api.set(VAULT, name, "after"), PATIENCE);
        assertEquals("after", api.value(others.getFirst(), VAULT, name));
    }

    /** Until nothing more goes in. */
    private static void fill(Path balloon) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(balloon)) {
            for (int refused = 0; refused < TRIES; ) {
                try {
                    out.write(chunk);
                } catch (IOException full) {
                    refused++;
                    if (Files.getFileStore(balloon).getUsableSpace() < CHUNK) {
                        return;
                    }
                }
            }
        }
        throw new IOException("there is room, and nothing can be written to " + balloon);
    }

    private long pid(int node) throws IOException {
        return api.cluster().status().stream()
                .filter(state -> state.node() == node)
                .map(NodeState::pid)
                .findFirst()
                .orElseThrow()
                .orElse(-1);
    }
}
