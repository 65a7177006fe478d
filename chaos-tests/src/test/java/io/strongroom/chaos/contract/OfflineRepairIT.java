package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The commands for a stopped node, on the files of real nodes that were killed. */
final class OfflineRepairIT {
    private static final int REFUSED = 3;
    private static final int FOUND = 4;
    private static final int SECRETS = 5;
    private static final int HEADER = 8;

    @Test
    void repairLogThenRecover_afterATornTailAndTheLossOfTwoNodes_keepEverySecret()
            throws IOException, InterruptedException {
        try (DevCluster cluster = Folders.up("offline", FreePorts.base())) {
            Vault vault = Vault.of(cluster);
            for (int i = 0; i < SECRETS; i++) {
                vault.set("kept-" + i, "value " + i);
            }
            // What is torn at one node has to be at both others.
            for (int node = 1; node <= vault.nodeCount(); node++) {
                assertKept(vault, node);
            }
            DevCluster.killAtOnce(cluster.status());

            tearLastRecord(vault.folder(1));
            assertEnded(REFUSED, "repair-log --config", "node", "--config", yaml(vault, 1));
            assertEnded(FOUND, "Would cut", repair(vault, 1, "--dry-run"));
            assertEnded(0, "Cut ", repair(vault, 1));
            assertEnded(0, "CLEAN", repair(vault, 1));
            damage(vault.folder(2));
            assertEnded(REFUSED, "replace-node", repair(vault, 2));
            damage(vault.folder(2));

            cluster.upAgain();
            assertKept(vault, 1);
            assertEnded(REFUSED, "is running", repair(vault, 1));
            assertKept(vault, 3);
            DevCluster.killAtOnce(cluster.status());
            Folders.delete(vault.folder(1).resolve("data"));
            Folders.delete(vault.folder(2).resolve("data"));
            assertEnded(2, "LOST", recover(vault));
            assertEnded(0, "only member", recover(vault, "--i-understand"));
            assertEnded(REFUSED, "only member", recover(vault, "--i-understand"));
            cluster.node("start", 3);
            assertKept(vault, 3);
            Answer written =
                    vault.answered(
                            3, vault.call("PUT", "/secrets/new").json("{\"value\":\"new\"}"));
            assertEquals(200, written.status(), written::toString);
        }
    }

    private static String yaml(Vault vault, int node) {
        return vault.folder(node).resolve("node.yaml").toString();
    }

    private static String[] repair(Vault vault, int node, String... options) {
        return command(new String[] {"repair-log", "--config", yaml(vault, node)}, options);
    }

    private static String[] recover(Vault vault, String... options) {
        return command(new String[] {"cluster", "recover", "--config", yaml(vault, 3)}, options);
    }

    private static String[] command(String[] begin, String[] options) {
        return Stream.concat(Arrays.stream(begin), Arrays.stream(options)).toArray(String[]::new);
    }

    private static void assertEnded(int exitCode, String text, String... command)
            throws IOException, InterruptedException {
        OneNode.Ended ended = OneNode.run(command);
        assertEquals(exitCode, ended.exitCode(), ended.output());
        assertTrue(ended.output().contains(text), ended.output());
    }

    private static void assertKept(Vault vault, int node) throws IOException {
        for (int i = 0; i < SECRETS; i++) {
            Answer answer = vault.answered(node, vault.call("GET", "/secrets/kept-" + i));
            assertEquals(200, answer.status(), answer::toString);
            assertEquals("value " + i, answer.json().get("value").asText());
        }
    }

    private static Path openSegment(Path node) throws IOException {
        try (Stream<Path> files = Files.walk(node.resolve("data/raft/log"))) {
            return files.filter(file -> file.toString().contains("log_inprogress_"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Zeros over the second half of the last record, as if the disk had not got to it. */
    private static void tearLastRecord(Path node) throws IOException {
        byte[] data = Files.readAllBytes(openSegment(node));
        int last = HEADER;
        int end = HEADER;
        while (end < data.length && data[end] != 0) {
            last = end;
            end = endOfRecord(data, end);
        }
        Arrays.fill(data, last + (end - last) / 2, end, (byte) 0);
        Files.write(openSegment(node), data);
    }

    private static int endOfRecord(byte[] data, int begin) {
        int size = 0;
        int at = begin;
        int shift = 0;
        while (data[at] < 0) {
            size |= (data[at] & 0x7f) << shift;
            shift += 7;
            at++;
        }
        size |= data[at] << shift;
        return at + 1 + size + Integer.BYTES;
    }

    /** Changes one bit of the first record, or changes it back. */
    private static void damage(Path node) throws IOException {
        byte[] data = Files.readAllBytes(openSegment(node));
        data[HEADER + 6] ^= 1;
        Files.write(openSegment(node), data);
    }
}
