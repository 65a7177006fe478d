package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;
import io.strongroom.chaos.cluster.Program;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A cluster comes back from the copy of one node's folder when every node and HSM is gone. */
final class EscrowIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TOKEN = "strongroom-dev";
    private static final byte[] MESSAGE = "signed".getBytes(StandardCharsets.UTF_8);

    private final Program program = new Program(Folders.home());

    @Test
    void cluster_afterTheLossOfEveryNodeAndHsm_isRebuiltFromABackupByTwoOfThreeOfficers()
            throws Exception {
        Path desk = Folders.fresh("escrow-desk");
        Files.createDirectories(desk);
        for (String officer : List.of("alice", "bob", "carol")) {
            makeOfficer(desk, officer);
        }
        try (DevCluster cluster = Folders.up("escrow", FreePorts.base(), "--root-key", "pkcs11")) {
            Vault vault = Vault.of(cluster);
            for (int i = 0; i < 5; i++) {
                vault.set("kept-" + i, "value " + i);
            }
            JsonNode key =
                    vault.done(
                                    vault.call("POST", "/keys/kept/create")
                                            .json("{\"kty\":\"RSA-HSM\",\"key_size\":2048}"))
                            .path("key");
            assertSigns(vault, 1, key);
            var _ = cluster.hsm("rotate");

            // What it reads last has all that came before: it may lag, and only its data is kept.
            assertKept(vault);
            cluster.node("stop", 3); // Its token's folder is for one process at a time.
            makeEscrow(vault, desk);
            Folders.copy(vault.folder(3).resolve("data"), desk.resolve("backup"));
            DevCluster.killAtOnce(cluster.status());
            for (int node = 1; node <= 3; node++) {
                Folders.delete(vault.folder(node).resolve("data"));
                Folders.delete(vault.folder(node).resolve("tokens"));
            }

            initToken(vault);
            restoreByTwoOfficers(vault, desk);
            Folders.copy(desk.resolve("backup"), vault.folder(3).resolve("data"));
            var _ =
                    program.run(
                            List.of(
                                    "cluster",
                                    "recover",
                                    "--config",
                                    yaml(vault),
                                    "--i-understand"),
                            Map.of());
            cluster.node("start", 3);
            assertKept(vault);
            assertSigns(vault, 3, key);
        }
    }

    private static void assertKept(Vault vault) throws IOException {
        for (int i = 0; i < 5; i++) {
            Answer answer = vault.answered(3, vault.call("GET", "/secrets/kept-" + i));
            assertEquals("value " + i, answer.json().path("value").asText(), answer::toString);
        }
    }

    private static String yaml(Vault vault) {
        return vault.folder(3).resolve("node.yaml").toString();
    }

    private String escrow(Vault vault, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("hsm", "escrow"));
        command.addAll(List.of(arguments));
        return program.run(command, softHsm(vault));
    }

    private static Map<String, String> softHsm(Vault vault) {
        return Map.of("SOFTHSM2_CONF", vault.folder(3).resolve("softhsm2.conf").toString());
    }

    private void makeEscrow(Vault vault, Path desk) throws IOException {
        String said =
                escrow(
                        vault,
                        "create",
                        "--config",
                        yaml(vault),
                        "--officer",
                        desk.resolve("alice.pem").toString(),
                        "--officer",
                        desk.resolve("bob.pem").toString(),
                        "--officer",
                        desk.resolve("carol.pem").toString(),
                        "--required",
                        "2",
                        "--yes",
                        "--out",
                        desk.resolve("escrow.json").toString());
        assertTrue(said.contains("any 2 of 3 officers"), said);
    }

    private void restoreByTwoOfficers(Vault vault, Path desk) throws Exception {
        Path request = desk.resolve("request.pem");
        CompletableFuture<String> restored =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return escrow(
                                vault,
                                "restore",
                                "--config",
                                yaml(vault),
                                "--file",
                                desk.resolve("escrow.json").toString(),
                                "--request",
                                request.toString(),
                                "--share",
                                desk.resolve("alice.share").toString(),
                                "--share",
                                desk.resolve("carol.share").toString(),
                                "--patience",
                                "PT4M");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        Await.until(
                "the request is there",
                PATIENCE,
                () -> restored.isDone() || (Files.exists(request) && Files.size(request) > 0));
        for (String officer : List.of("carol", "alice")) {
            if (!restored.isDone()) {
                openShare(vault, desk, officer);
            }
        }
        String said = restored.get(4, TimeUnit.MINUTES);
        // By this label, and without a change of the configuration, a node finds it.
        assertTrue(said.contains("Restored as the key \"strongroom-root-2\""), said);
        assertTrue(said.contains("(generation 2)"), said);
        assertFalse(said.contains("keyLabel"), said);
        assertTrue(Files.notExists(request));
        assertTrue(Files.notExists(desk.resolve("alice.share")));
    }

    private void openShare(Vault vault, Path desk, String officer) throws Exception {
        String pem = Files.readString(desk.resolve("request.pem"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
        byte[] print = MessageDigest.getInstance("SHA-256").digest(der);
        var _ =
                escrow(
                        vault,
                        "open-share",
                        "--file",
                        desk.resolve("escrow.json").toString(),
                        "--officer-key",
                        desk.resolve(officer + ".key").toString(),
                        "--request",
                        desk.resolve("request.pem").toString(),
                        "--request-fingerprint",
                        HexFormat.of().formatHex(print),
                        "--out",
                        desk.resolve(officer + ".share").toString());
    }

    private static void makeOfficer(Path desk, String officer) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        pem(desk.resolve(officer + ".pem"), "PUBLIC KEY", pair.getPublic().getEncoded());
        pem(desk.resolve(officer + ".key"), "PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static void pem(Path file, String kind, byte[] encoded) throws IOException {
        String lines = Base64.getMimeEncoder().encodeToString(encoded);
        Files.writeString(
                file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind));
    }

    /** A new HSM: nothing of the old one is in it. */
    private static void initToken(Vault vault) throws IOException, InterruptedException {
        Files.createDirectories(vault.folder(3).resolve("tokens"));
        String pin = Files.readString(vault.folder(3).resolve("hsm.pin")).strip();
        ProcessBuilder command =
                new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        TOKEN,
                        "--pin",
                        pin,
                        "--so-pin",
                        "another one");
        command.environment().putAll(softHsm(vault));
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    private static void assertSigns(Vault vault, int node, JsonNode key) throws Exception {
        String digest = base64(MessageDigest.getInstance("SHA-256").digest(MESSAGE));
        String kid = key.path("kid").asText();
        String path = kid.substring(kid.indexOf("/keys/")) + "/sign";
        Answer answer =
                vault.answered(
                        node,
                        vault.call("POST", path)
                                .json("{\"alg\":\"RS256\",\"value\":\"" + digest + "\"}"));
        assertEquals(200, answer.status(), answer::toString);
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(
                KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e"))));
        verifier.update(MESSAGE);
        byte[] signature = Base64.getUrlDecoder().decode(answer.json().path("value").asText());
        assertTrue(verifier.verify(signature));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static BigInteger number(JsonNode key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asText()));
    }
}
