package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;
import io.strongroom.chaos.cluster.Program;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The root key's ceremony as operators do it: one node founds the cluster alone, the others have
 * empty tokens, get the root key into them, and are taken in. Between the two it is rotated, so
 * that the last one needs both.
 */
final class CeremonyIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern PEERS = Pattern.compile("(?m)^  peers:\n(    - .*\n)+");
    private static final Pattern REQUEST = Pattern.compile("request +([0-9a-f]{32}),");
    private static final Pattern READ_OUT = Pattern.compile("READ OUT +([0-9a-f ]{79})");
    private static final String DIGEST =
            Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

    private final Program program = new Program(Folders.home());
    private int base;

    @Test
    void join_tokensOfTheirOwn_shareOneRootKeyAndUseEachOthersKeys() throws Exception {
        base = FreePorts.base();
        Path folder = Folders.fresh("ceremony");
        try (DevCluster cluster =
                DevCluster.found(
                        Folders.home(),
                        folder,
                        "--network",
                        "127.0.0",
                        "--base-port",
                        Integer.toString(base),
                        "--root-key",
                        "pkcs11")) {
            peers(cluster, 1, "  peers:\n" + peer(1));
            for (int node = 2; node <= 3; node++) {
                // Whoever leads by then has to be let in.
                String members = node == 2 ? peer(1) : peer(1) + peer(2);
                peers(cluster, node, "  join: true\n  peers:\n" + members + peer(node));
                emptyToken(cluster, node);
            }
            cluster.node("start", 1);
            Vault vault = Vault.of(cluster);
            vault.set("sealed", "before");
            JsonNode key =
                    vault.done(
                            vault.call("POST", "/keys/signs/create")
                                    .json("{\"kty\":\"RSA-HSM\",\"key_size\":2048}"));
            takeIn(cluster, 2);
            String backup = backedUpAndGone(vault, "older");
            assertTrue(hsm(cluster, "rotate").contains("root key 2 wraps everything"));
            takeIn(cluster, 3);
            assertAllServe(vault, key);
            assertTrue(hsm(cluster, "status").contains("extractable, sensitive"));
            assertRestores(vault, 3, backup);
        }
    }

    private void takeIn(DevCluster cluster, int node) throws Exception {
        bringRootKey(cluster, node);
        cluster.node("start", node, "--no-wait");
        String told =
                cluster.administer(
                        "add-node",
                        "--id",
                        Integer.toString(node),
                        "--host",
                        "127.0.0." + node,
                        "--port",
                        Integer.toString(base + 1));
        assertTrue(told.contains("node " + node + " votes"), told);
    }

    /** The backup of a key in the HSM, which is wrapped by the root key of now. */
    private static String backedUpAndGone(Vault vault, String name) throws IOException {
        vault.done(
                vault.call("POST", "/keys/" + name + "/create")
                        .json("{\"kty\":\"EC-HSM\",\"crv\":\"P-256\"}"));
        String backup =
                vault.done(vault.call("POST", "/keys/" + name + "/backup")).get("value").asText();
        vault.done(vault.call("DELETE", "/keys/" + name));
        Answer purged = vault.answered(1, vault.call("DELETE", "/deletedkeys/" + name));
        assertEquals(204, purged.status(), purged.toString());
        return backup;
    }

    /** Only where the root key from before the rotation is as well. */
    private static void assertRestores(Vault vault, int node, String backup) throws IOException {
        Answer restored =
                vault.answered(
                        node,
                        vault.call("POST", "/keys/restore")
                                .json("{\"value\":\"%s\"}".formatted(backup)));
        assertEquals(200, restored.status(), restored.toString());
    }

    private String peer(int node) {
        return "    - {id: %d, host: 127.0.0.%d, port: %d}\n".formatted(node, node, base + 1);
    }

    private static Path folder(DevCluster cluster, int node) {
        return cluster.folder().resolve("node-" + node);
    }

    private static void peers(DevCluster cluster, int node, String peers) throws IOException {
        Path yaml = folder(cluster, node).resolve("node.yaml");
        String text = Files.readString(yaml);
        assertTrue(PEERS.matcher(text).find(), text);
        Files.writeString(yaml, PEERS.matcher(text).replaceFirst(Matcher.quoteReplacement(peers)));
    }

    private static Map<String, String> softHsm(DevCluster cluster, int node) {
        return Map.of("SOFTHSM2_CONF", folder(cluster, node).resolve("softhsm2.conf").toString());
    }

    private static void emptyToken(DevCluster cluster, int node)
            throws IOException, InterruptedException {
        Path tokens = folder(cluster, node).resolve("tokens");
        Folders.delete(tokens);
        Files.createDirectories(tokens);
        ProcessBuilder builder =
                new ProcessBuilder(
                                "softhsm2-util",
                                "--init-token",
                                "--free",
                                "--label",
                                "strongroom-dev",
                                "--so-pin",
                                "so-" + node,
                                "--pin",
                                Files.readString(folder(cluster, node).resolve("hsm.pin")).strip())
                        .redirectErrorStream(true);
        builder.environment().putAll(softHsm(cluster, node));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    /** {@code strongroom hsm ...} as the cluster's administrator. */
    private String hsm(DevCluster cluster, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("hsm"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--env", cluster.folder().resolve("client.env").toString()));
        return program.run(all, Map.of());
    }

    private void bringRootKey(DevCluster cluster, int node) throws Exception {
        JsonNode status =
                new ObjectMapper().readTree(hsm(cluster, "status", "--node", "1", "--json"));
        String rootKey = status.get(0).get("fingerprint").asText();
        Path output = cluster.folder().resolve("join-" + node + ".log");
        Process process = join(cluster, node, rootKey, output);
        try {
            Await.until(
                    "the newcomer's key is made",
                    PATIENCE,
                    () -> READ_OUT.matcher(Files.readString(output)).find() || !process.isAlive());
            String told = Files.readString(output);
            String id = found(REQUEST, told);
            String fingerprint = found(READ_OUT, told);
            IOException refused =
                    assertThrows(
                            IOException.class, () -> approve(cluster, id, misheard(fingerprint)));
            String answer = String.valueOf(refused.getMessage());
            assertTrue(answer.contains("BadParameter"), answer);
            assertTrue(hsm(cluster, "requests", "--node", "1").contains(id + "  waiting"));
            assertTrue(process.isAlive());
            assertTrue(approve(cluster, id, fingerprint).contains("approved"));
            assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), () -> read(output));
        } finally {
            process.destroy();
        }
        assertTrue(read(output).contains("the root key is on this token"), read(output));
        Process again = join(cluster, node, rootKey, output);
        assertTrue(again.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertTrue(read(output).contains("already"), read(output));
        assertFalse(hsm(cluster, "requests", "--node", "1").contains("waiting"));
    }

    /** With another first digit. */
    private static String misheard(String fingerprint) {
        return (fingerprint.charAt(0) == '1' ? '2' : '1') + fingerprint.substring(1);
    }

    private String approve(DevCluster cluster, String id, String fingerprint) throws IOException {
        return hsm(cluster, "approve", id, "--fingerprint", fingerprint, "--node", "1");
    }

    private Process join(DevCluster cluster, int node, String rootKey, Path output)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Folders.home().resolve("bin/strongroom").toString(),
                                "hsm",
                                "join",
                                "--config",
                                folder(cluster, node).resolve("node.yaml").toString(),
                                "--env",
                                cluster.folder().resolve("client.env").toString(),
                                "--via",
                                cluster.nodes().getFirst().toString(),
                                "--root-fingerprint",
                                rootKey)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile());
        builder.environment().putAll(softHsm(cluster, node));
        builder.environment()
                .putIfAbsent(
                        "STRONGROOM_DIST", Folders.home().resolve("server/target/dist").toString());
        return builder.start();
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertAllServe(Vault vault, JsonNode key) throws IOException {
        String path = "/keys/signs/" + key.at("/key/kid").asText().replaceFirst(".*/", "");
        for (int node = 1; node <= 3; node++) {
            int asked = node;
            Await.until(
                    "node " + node + " reads",
                    PATIENCE,
                    () ->
                            vault.send(asked, vault.call("GET", "/secrets/sealed"))
                                    .json()
                                    .path("value")
                                    .asText()
                                    .equals("before"));
            Answer signed =
                    vault.answered(
                            node,
                            vault.call("POST", path + "/sign")
                                    .json(
                                            "{\"alg\":\"RS256\",\"value\":\"%s\"}"
                                                    .formatted(DIGEST)));
            assertEquals(200, signed.status(), signed.toString());
            Answer verified =
                    vault.answered(
                            1,
                            vault.call("POST", path + "/verify")
                                    .json(
                                            "{\"alg\":\"RS256\",\"digest\":\"%s\",\"value\":\"%s\"}"
                                                    .formatted(
                                                            DIGEST,
                                                            signed.json().get("value").asText())));
            assertTrue(verified.json().get("value").asBoolean(), verified.toString());
        }
    }
}
