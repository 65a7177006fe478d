package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** A node that must not start says why, ends with the documented exit code, and never hangs. */
@ExtendWith(SharedCluster.class)
final class RefusesToStartIT {
    private static final int REFUSED = 3;
    private static Path stopped = Path.of("");
    private static int basePort;

    @BeforeAll
    static void found() throws IOException {
        basePort = FreePorts.base();
        try (DevCluster cluster = Folders.up("stopped", basePort)) {
            stopped = cluster.folder();
        }
    }

    @AfterAll
    static void remove() throws IOException {
        Folders.delete(stopped);
        Folders.delete(Folders.fresh("spoilt"));
    }

    private static OneNode node(int number) throws IOException {
        return OneNode.copyOf(stopped, "spoilt", number);
    }

    private static void assertRefused(OneNode.Ended ended, String... reasons) {
        assertEquals(REFUSED, ended.exitCode(), ended.output());
        for (String reason : reasons) {
            assertTrue(ended.output().contains(reason), reason + " is not in " + ended.output());
        }
        assertFalse(ended.output().contains("Exception"), ended.output());
        assertFalse(ended.output().contains("\tat "), ended.output());
    }

    @Test
    void node_withUnknownKey_namesLineAndNearestKeyBeforeItTouchesData() throws Exception {
        OneNode node =
                node(1).with("bindAddress:", "bindAdress:").with("dataDir: data", "dataDir: no");
        int line = Files.readAllLines(node.yaml()).indexOf("  bindAdress: 127.0.0.1") + 1;
        assertRefused(node.run(), node.yaml() + ":" + line + ":3", "bindAdress", "bindAddress");
        assertFalse(Files.exists(node.file("no")));
    }

    @Test
    void node_withBrokenYaml_namesLine() throws Exception {
        assertRefused(node(1).with("cluster:", "cluster: [").run(), "node.yaml:");
    }

    @Test
    void node_withoutConfiguration_isRefused() throws Exception {
        assertRefused(
                OneNode.run("node", "--config", "/does/not/exist.yaml"), "/does/not/exist.yaml");
        assertEquals(2, OneNode.run("node").exitCode());
    }

    @Test
    void node_withDataOfAnotherCluster_isRefused() throws Exception {
        OneNode node = node(1);
        String other = UUID.randomUUID().toString();
        String own =
                Files.readAllLines(node.yaml()).stream()
                        .filter(line -> line.startsWith("  id: ") && line.length() > 20)
                        .findFirst()
                        .orElseThrow()
                        .strip();
        assertRefused(node.with(own, "id: " + other).run(), own.substring(4), other);
    }

    @Test
    void node_withAnotherNodesData_isRefused() throws Exception {
        assertRefused(
                node(1).with("dataDir: data", "dataDir: ../node-2/data").run(), "node 2", "node 1");
    }

    @Test
    void node_withAnotherRootKey_isRefusedNamingBothFingerprints(Vault other) throws Exception {
        OneNode node = node(1);
        for (String file : new String[] {"rootkey.p12", "rootkey.pass"}) {
            Files.copy(
                    other.folder(1).resolve(file),
                    node.file(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        OneNode.Ended ended = node.run();
        assertRefused(ended, "the root key (fingerprint ");
        assertTrue(
                ended.output()
                        .lines()
                        .anyMatch(line -> line.matches(".*[0-9a-f]{16}.*[0-9a-f]{16}.*")),
                ended.output());
    }

    @Test
    void node_withWrongPassphrase_isRefused() throws Exception {
        OneNode node = node(1);
        Files.writeString(node.file("rootkey.pass"), "wrong");
        assertRefused(node.run(), "passphrase");
    }

    @Test
    void node_withMissingFiles_namesEach() throws Exception {
        OneNode node = node(1);
        for (String file : new String[] {"rootkey.p12", "public.key", "cluster.pem"}) {
            Files.delete(node.file(file));
        }
        assertRefused(node.run(), "rootkey.p12", "public.key", "cluster.pem", "node.yaml:");
    }

    @Test
    void node_withDamagedFiles_isRefused() throws Exception {
        List<String> files =
                List.of(
                        "rootkey.p12",
                        "public.pem",
                        "public.key",
                        "cluster.pem",
                        "cluster.key",
                        "cluster-ca.pem");
        List<Supplier<OneNode.Ended>> runs =
                files.stream().<Supplier<OneNode.Ended>>map(file -> () -> damaged(file)).toList();
        List<OneNode.Ended> ended = Together.all(runs);
        for (int i = 0; i < files.size(); i++) {
            assertRefused(ended.get(i), files.get(i));
        }
    }

    private static OneNode.Ended damaged(String file) {
        try {
            OneNode node = OneNode.copyOf(stopped, "damaged-" + file, 1);
            Files.writeString(node.file(file), "garbage");
            OneNode.Ended ended = node.run();
            Folders.delete(node.root());
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void node_withAFileForItsData_isRefused() throws Exception {
        OneNode node = node(1).with("dataDir: data", "dataDir: node.log");
        assertRefused(node.run(), "node.log");
    }

    @Test
    void node_withoutItsLog_isRefused() throws Exception {
        OneNode node = node(1);
        Folders.delete(node.file("data/raft"));
        assertRefused(node.run(), node.file("data/raft").toString());
    }

    @Test
    void node_withTakenPort_namesIt() throws Exception {
        for (int port : new int[] {basePort, basePort + 1}) {
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertRefused(node(1).run(), "127.0.0.1:" + port);
            }
        }
    }

    @Test
    void node_withAddressOfAnotherMachine_namesIt() throws Exception {
        assertRefused(
                node(1).with("bindAddress: 127.0.0.1", "bindAddress: 192.0.2.1").run(),
                "192.0.2.1:" + basePort);
    }

    @Test
    void node_whileItRunsAlready_isRefused(Vault running) throws Exception {
        assertRefused(
                OneNode.run("node", "--config", running.folder(1).resolve("node.yaml").toString()),
                running.folder(1).toString());
    }
}
