package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.NodeState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A secret's value is nowhere in the clear but in the answers that are for it: no file of any node
 * (log, database, node.log) and no refusal has it, in no usual encoding. Names, content types and
 * tags are not secret: they are stored as they are.
 */
@ExtendWith(SharedCluster.class)
final class PlaintextIT {
    private static final Duration REPLACED_WITHIN = Duration.ofMinutes(1);

    private final Vault vault;

    PlaintextIT(Vault vault) {
        this.vault = vault;
    }

    @Test
    void secretValue_afterEveryOperationAndRestart_isInNoFileAndNoRefusal() throws Exception {
        Marker value = Marker.random();
        Marker tag = Marker.random();
        List<Answer> refusals = new ArrayList<>();
        use(value.text(), tag.text(), refusals);
        vault.cluster().down();
        assertFound(tag, value);
        vault.cluster().upAgain();
        Answer after = vault.answered(2, vault.call("GET", "/secrets/marked"));
        assertEquals(value.text(), after.json().path("value").asText(), after::toString);
        refuse(value.text(), refusals);
        assertFound(tag, value);
        for (Answer refusal : refusals) {
            assertTrue(refusal.status() >= 400, refusal.toString());
            assertFalse(refusal.body().contains(value.text()), refusal.toString());
            assertFalse(refusal.headers().toString().contains(value.text()), refusal.toString());
        }
        assertNoDumps();
    }

    @Test
    void node_thatRuns_mayWriteNoCore() throws IOException {
        for (NodeState node : vault.cluster().status()) {
            Path limits = Path.of("/proc/" + node.pid().orElseThrow() + "/limits");
            String core =
                    Files.readAllLines(limits).stream()
                            .filter(line -> line.startsWith("Max core file size"))
                            .findFirst()
                            .orElseThrow();
            assertTrue(core.matches("Max core file size +0 .*"), core);
        }
    }

    private void use(String value, String tag, List<Answer> refusals) throws IOException {
        for (int version = 0; version < 3; version++) {
            vault.done(
                    vault.call("PUT", "/secrets/marked")
                            .json(
                                    "{\"value\":\"%s\",\"tags\":{\"t\":\"%s\"}}"
                                            .formatted(value, tag)));
        }
        refuse(value, refusals);
        vault.done(vault.call("DELETE", "/secrets/marked"));
        refusals.add(
                vault.send(
                        vault.call("PUT", "/secrets/marked")
                                .json("{\"value\":\"" + value + "\"}")));
        vault.done(vault.call("POST", "/deletedsecrets/marked/recover").with("Content-Length: 0"));
        String blob =
                vault.done(vault.call("POST", "/secrets/marked/backup").with("Content-Length: 0"))
                        .get("value")
                        .asText();
        vault.done(
                vault.call("POST", "/secrets/restore")
                        .instead("Host", vault.host().replace("default", "second"))
                        .json("{\"value\":\"" + blob + "\"}"));
        assertFalse(Marker.of(value).isIn(blob.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Everything that carries the value and is refused, on every node. */
    private void refuse(String value, List<Answer> refusals) throws IOException {
        String good = "{\"value\":\"" + value + "\"}";
        for (int node = 1; node <= vault.nodeCount(); node++) {
            RawRequest put = vault.call("PUT", "/secrets/refused");
            for (String body :
                    List.of(
                            good + good,
                            "{\"value\":" + value + "}",
                            "{\"value\":\"" + value,
                            "{\"value\":\"a\",\"attributes\":\"" + value + "\"}",
                            "{\"value\":\"" + value + "\",\"attributes\":{\"exp\":\"x\"}}",
                            "{\"value\":\"" + value.repeat(1_000) + "\"}",
                            "[\"" + value + "\"]",
                            value)) {
                refusals.add(vault.send(node, put.json(body)));
            }
            refusals.add(vault.send(node, put.without("Authorization").json(good)));
            refusals.add(vault.send(node, put.bytes("text/plain", good)));
            refusals.add(vault.send(node, put.json(good).with("Repeatability-Request-ID: x")));
            refusals.add(
                    vault.send(node, put.json(good).instead("Host", "missing.vault.localhost")));
            refusals.add(
                    vault.send(
                            node,
                            put.json(good)
                                    .instead("Authorization", "Bearer " + vault.noRoleToken())));
            refusals.add(vault.send(node, vault.call("PATCH", "/secrets/missing").json(good)));
            refusals.add(vault.send(node, vault.call("POST", "/secrets/restore").json(good)));
            refusals.add(vault.send(node, vault.request("PUT", "/secrets/refused").json(good)));
            refusals.add(vault.send(node, vault.call("POST", "/nothing").json(good)));
        }
    }

    /** That the tag is found shows that the search would find the value too. */
    private void assertFound(Marker tag, Marker value) throws IOException {
        // A node that runs replaces files: the one that has it now may not have been listed.
        Await.until(
                "the tag is in the log and in the state of each node",
                REPLACED_WITHIN,
                () -> isFound(tag, value));
    }

    private boolean isFound(Marker tag, Marker value) throws IOException {
        List<Path> withTag = new ArrayList<>();
        List<Path> withValue = new ArrayList<>();
        for (Path file : files(vault.cluster().folder())) {
            byte[] content = content(file);
            if (tag.isIn(content)) {
                withTag.add(file);
            }
            if (value.isIn(content)) {
                withValue.add(file);
            }
        }
        assertEquals(List.of(), withValue);
        return IntStream.rangeClosed(1, vault.nodeCount())
                .mapToObj(vault::folder)
                .flatMap(node -> Stream.of(node.resolve("data/raft"), node.resolve("data/state")))
                .allMatch(folder -> withTag.stream().anyMatch(file -> file.startsWith(folder)));
    }

    private static byte[] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException removedMeanwhile) {
            return new byte[0];
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException removedMeanwhile) {
            if (removedMeanwhile.getCause() instanceof NoSuchFileException) {
                return files(root);
            }
            throw removedMeanwhile;
        }
    }

    private void assertNoDumps() throws IOException {
        List<Path> dumps =
                files(vault.cluster().folder()).stream()
                        .filter(file -> {
                            String name = String.valueOf(file.getFileName());
                            return name.startsWith("hs_err")
                                    || name.startsWith("core")
                                    || name.endsWith(".hprof");
                        })
                        .toList();
        assertEquals(List.of(), dumps);
    }
}
