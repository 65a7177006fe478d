package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Call;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What docs/operations.md says of a node that is started while its HSM is away: it is sealed, and
 * does all that needs no key.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedStartIT {
    private static final String VAULT = "default";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int REFUSED = 3;

    private NodeApi api;

    @BeforeAll
    void start() throws IOException {
        api = Clusters.up("hsm-sealed", "", "--root-key", "pkcs11");
    }

    @AfterAll
    void stop() throws IOException {
        if (api != null) {
            api.close();
        }
    }

    private Path tokens(int node) {
        return api.folder(node).resolve("tokens");
    }

    private Path away(int node) {
        return api.folder(node).resolve("tokens-away");
    }

    private void startWithoutItsHsm(int node) throws IOException {
        api.cluster().node("kill", node);
        Files.move(tokens(node), away(node));
        api.cluster().node("start", node, "--no-wait");
    }

    private void awaitSealed(int node) {
        Await.until(
                "node " + node + " is sealed",
                PATIENCE,
                () -> api.unready(node).filter(why -> why.contains("is sealed until")).isPresent());
    }

    private Call sign() {
        String digest = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
        return api.use(
                VAULT, "/keys/in-hsm/sign", "{\"alg\":\"ES256\",\"value\":\"" + digest + "\"}");
    }

    private Call get() {
        return api.read(VAULT, "/secrets/kept");
    }

    @Test
    void start_withoutTwoOfThreeHsms_doesWhatNeedsNoKeyAndIsUnsealedWhenTheyAreBack()
            throws IOException {
        int leader = api.awaitLeader();
        for (String name : List.of("kept", "deleted", "recovered", "purged")) {
            api.eventually(leader, api.set(VAULT, name, "value"), PATIENCE);
        }
        api.done(leader, api.use(VAULT, "/keys/in-hsm/create", "{\"kty\":\"EC-HSM\"}"));
        int healthy = api.follower();
        List<Integer> sealed = api.nodes().stream().filter(node -> node != healthy).toList();
        for (int node : sealed) {
            startWithoutItsHsm(node);
        }
        sealed.forEach(this::awaitSealed);
        int one = sealed.getFirst();
        assertNeedsNoKey(one);
        assertNeedsTheKey(one);
        // The two that are sealed are the majority now.
        api.cluster().node("kill", healthy);
        api.eventually(one, api.change("DELETE", VAULT, "/secrets/deleted"), PATIENCE);
        assertEquals(503, api.send(one, get()).status());
        for (int node : sealed) {
            Files.move(away(node), tokens(node));
        }
        for (int node : sealed) {
            Await.until("unsealed", PATIENCE, () -> api.unready(node).isEmpty());
            assertEquals("value", api.value(node, VAULT, "kept"));
            api.done(node, sign());
        }
        api.cluster().node("start", healthy);
    }

    private void assertNeedsNoKey(int node) {
        api.done(node, api.read(VAULT, "/secrets"));
        api.done(node, api.read(VAULT, "/keys/in-hsm"));
        for (String name : List.of("recovered", "purged")) {
            api.eventually(node, api.change("DELETE", VAULT, "/secrets/" + name), PATIENCE);
        }
        String deleted = "/deletedsecrets/";
        api.eventually(node, api.change("POST", VAULT, deleted + "recovered/recover"), PATIENCE);
        Answer purged = api.patiently(node, api.change("DELETE", VAULT, deleted + "purged"));
        assertTrue(List.of(204, 403).contains(purged.status()), () -> NodeApi.text(purged));
    }

    private void assertNeedsTheKey(int node) {
        Call newKey = api.use(VAULT, "/keys/another/create", "{\"kty\":\"EC-HSM\"}");
        for (Call call : List.of(get(), sign(), newKey, api.set(VAULT, "new", "value"))) {
            Answer answer = api.send(node, call);
            assertEquals(503, answer.status(), () -> NodeApi.text(answer));
            assertTrue(answer.header("Retry-After").isPresent(), () -> NodeApi.text(answer));
        }
    }

    @Test
    void start_withoutItsHsmThatComesBackWithAnotherRootKey_endsAsAtTheStart() throws Exception {
        int node = api.follower();
        api.cluster().node("kill", node);
        Path foreign = foreignTokens(node);
        Files.move(tokens(node), away(node));
        Path output = api.folder(node).resolve("sealed.out");
        Process process =
                inFolder(node, "node", "--config", api.folder(node).resolve("node.yaml").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            awaitSealed(node);
            Files.move(foreign, tokens(node));
            assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            String said = Files.readString(output);
            assertEquals(REFUSED, process.exitValue(), said);
            assertTrue(said.contains("strongroom: the root key (fingerprint "), said);
            assertFalse(said.contains("event=node_ready"), said);
        } finally {
            process.destroyForcibly().waitFor();
        }
        Files.move(tokens(node), foreign);
        Files.move(away(node), tokens(node));
        api.cluster().node("start", node);
    }

    /** With a token as the node's, and a root key of its own under the same label. */
    private Path foreignTokens(int node) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(api.folder(node).resolve("foreign"));
        Path tokens = Files.createDirectories(folder.resolve("tokens"));
        Path settings = folder.resolve("softhsm2.conf");
        Files.writeString(
                settings, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
        String pin = Files.readString(api.folder(node).resolve("hsm.pin")).strip();
        ProcessBuilder token =
                new ProcessBuilder(
                        List.of(
                                "softhsm2-util",
                                "--init-token",
                                "--free",
                                "--label",
                                configured(node, "tokenLabel"),
                                "--pin",
                                pin,
                                "--so-pin",
                                "so-5678"));
        ProcessBuilder key =
                inFolder(
                        node,
                        "root-key",
                        "generate",
                        "--module",
                        configured(node, "module"),
                        "--token-label",
                        configured(node, "tokenLabel"),
                        "--pin-file",
                        api.folder(node).resolve("hsm.pin").toString(),
                        "--key-label",
                        configured(node, "keyLabel"));
        for (ProcessBuilder command : List.of(token, key)) {
            command.environment().put("SOFTHSM2_CONF", settings.toString());
            assertEquals(0, command.inheritIO().start().waitFor());
        }
        return tokens;
    }

    private String configured(int node, String setting) throws IOException {
        return Files.readAllLines(api.folder(node).resolve("node.yaml")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith(setting + ": "))
                .map(line -> line.substring(setting.length() + 2))
                .findFirst()
                .orElseThrow();
    }

    /** {@code strongroom ...} with the node's HSM. */
    private ProcessBuilder inFolder(int node, String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = Clusters.home().resolve("bin/strongroom").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(Arrays.asList(command));
        builder.directory(api.folder(node).toFile());
        builder.environment()
                .putIfAbsent(
                        "STRONGROOM_DIST",
                        Clusters.home().resolve("server/target/dist").toString());
        builder.environment()
                .put("SOFTHSM2_CONF", api.folder(node).resolve("softhsm2.conf").toString());
        return builder;
    }
}
