package io.strongroom.server.key;

import static io.strongroom.server.fake.Requests.assertBadParameter;
import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class KeyBackupsTest {
    private final KeyBench bench = new KeyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private String backup(String name) {
        return bench.json("POST", "/keys/" + name + "/backup", "").get("value").asText();
    }

    private static String body(String blob) {
        return "{\"value\":\"" + blob + "\"}";
    }

    private void purge(String name) {
        bench.call("DELETE", "/keys/" + name, "");
        bench.call("DELETE", "/deletedkeys/" + name, "");
    }

    @Test
    void restore_afterAPurge_bringsEveryVersionItsUseAndThePolicyBack() {
        bench.json(
                "POST",
                "/keys/Sig/create",
                "{\"kty\":\"EC\",\"tags\":{\"a\":\"b\"},\"attributes\":{\"nbf\":1,\"exp\":9999999999}}");
        String signed = bench.json("POST", "/keys/sig/sign", sign()).get("value").asText();
        bench.json("POST", "/keys/sig/rotate", "");
        bench.json(
                "PUT",
                "/keys/sig/rotationpolicy",
                "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P30D\"},"
                    + "\"action\":{\"type\":\"rotate\"}}],\"attributes\":{\"expiryTime\":\"P60D\"}}");
        JsonNode versions = bench.json("GET", "/keys/sig/versions", "");
        JsonNode latest = bench.json("GET", "/keys/sig", "");
        JsonNode policy = bench.json("GET", "/keys/sig/rotationpolicy", "");
        String blob = backup("sig");
        purge("sig");
        assertRefused(ErrorCode.KEY_NOT_FOUND, () -> bench.json("GET", "/keys/sig", ""));

        assertEquals(latest, bench.json("POST", "/keys/restore", body(blob)));
        assertEquals(versions, bench.json("GET", "/keys/sig/versions", ""));
        assertEquals(policy, bench.json("GET", "/keys/sig/rotationpolicy", ""));
        String first =
                versions.get("value").get(0).get("kid").asText().endsWith("1")
                        ? versions.get("value").get(0).get("kid").asText()
                        : versions.get("value").get(1).get("kid").asText();
        JsonNode verified =
                bench.json(
                        "POST",
                        first.substring(KeyBench.BASE.length()) + "/verify",
                        "{\"alg\":\"ES256\",\"digest\":\"%s\",\"value\":\"%s\"}"
                                .formatted(digest(), signed));
        assertTrue(verified.get("value").asBoolean());
        assertEquals(
                latest.at("/key/kid"),
                bench.json("POST", "/keys/sig/sign", sign()).get("kid"),
                "the private half is there again");
    }

    @Test
    void restore_of500OfTheLargestVersions_bringsAllBack() {
        String policy =
                "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"https://a.example\","
                        + "\"allOf\":[{\"claim\":\"c\",\"equals\":\"%s\"}]}]}"
                                .formatted("x".repeat(8_000));
        String tags =
                IntStream.range(10, 25)
                        .mapToObj(i ->
                                "\"%s%d\":\"%s\"".formatted("k".repeat(254), i, "ä".repeat(256)))
                        .collect(Collectors.joining(","));
        bench.json(
                "POST",
                "/keys/big/create",
                "{\"kty\":\"RSA\",\"key_size\":4096,\"attributes\":{\"exportable\":true},\"tags\":{%s},\"release_policy\":{\"data\":\"%s\"}}"
                        .formatted(tags, base64(policy.getBytes(StandardCharsets.UTF_8))));
        for (int version = 2; version <= 500; version++) {
            rotateToTheSamePair(version);
        }
        bench.json("PATCH", "/keys/big", "{\"tags\":{\"other\":\"one\"}}");
        JsonNode latest = bench.json("GET", "/keys/big", "");
        JsonNode page = bench.json("GET", "/keys/big/versions", "");
        String blob = backup("big");
        assertTrue(body(blob).length() < 4 * 1024 * 1024, "a request's body");
        purge("big");
        assertEquals(latest, bench.json("POST", "/keys/restore", body(blob)));
        assertEquals(page, bench.json("GET", "/keys/big/versions", ""));
        rotateToTheSamePair(501);
        assertBadParameter(() -> backup("big"));
    }

    /** Looking for primes of 4096 bits 500 times would take half an hour. */
    private void rotateToTheSamePair(int number) {
        VaultName vault = new VaultName("vdb");
        VersionId version = MemoryNode.version(100_000 + number);
        try (StateView view = bench.node().reads().linearizable()) {
            KeySealing sealing = new KeySealing(bench.node().sealer());
            KeyVersion old = view.keys().latest(vault, new ItemName("big")).orElseThrow();
            try (SecretBytes half = sealing.open(view, vault, old)) {
                Bytes sealed = sealing.seal(view, vault, old.name(), version, half);
                bench.node()
                        .submit(
                                new Command.RotateKey(
                                        vault,
                                        old.name(),
                                        version,
                                        old.material().sealedAs(sealed, 1),
                                        false));
            }
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String digest() {
        return base64(new byte[32]);
    }

    private static String sign() {
        return "{\"alg\":\"ES256\",\"value\":\"%s\"}".formatted(digest());
    }

    @Test
    void restore_ontoALiveOrDeletedName_isAConflict() {
        bench.json("POST", "/keys/k/create", "{\"kty\":\"oct\"}");
        String blob = backup("k");
        assertRefused(ErrorCode.CONFLICT, () -> bench.json("POST", "/keys/restore", body(blob)));
        bench.call("DELETE", "/keys/k", "");
        assertRefused(
                ErrorCode.OBJECT_IS_DELETED, () -> bench.json("POST", "/keys/restore", body(blob)));
    }

    @Test
    void restore_repeatedUnderItsRequestId_getsTheFirstAnswer() {
        bench.json("POST", "/keys/k/create", "{\"kty\":\"oct\"}");
        String blob = backup("k");
        purge("k");
        UUID id = UUID.randomUUID();
        assertEquals(200, bench.call("POST", "/keys/restore", body(blob), id).status());
        assertEquals(200, bench.call("POST", "/keys/restore", body(blob), id).status());
    }

    @Test
    void restore_ofABlobInBase64_isTakenAsInBase64url() {
        bench.json("POST", "/keys/k/create", "{\"kty\":\"RSA\"}");
        byte[] blob = Base64.getUrlDecoder().decode(backup("k"));
        for (Base64.Encoder encoder :
                new Base64.Encoder[] {
                    Base64.getEncoder(),
                    Base64.getEncoder().withoutPadding(),
                    Base64.getUrlEncoder(),
                    Base64.getUrlEncoder().withoutPadding()
                }) {
            purge("k");
            bench.json("POST", "/keys/restore", body(encoder.encodeToString(blob)));
        }
    }

    @Test
    void restore_ofABlobThatWasChangedOrIsNone_isRefused() {
        bench.json("POST", "/keys/k/create", "{\"kty\":\"oct\"}");
        byte[] blob = Base64.getUrlDecoder().decode(backup("k"));
        purge("k");
        for (int i = 0; i < blob.length; i++) {
            byte[] changed = blob.clone();
            changed[i] ^= 1;
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertBadParameter(() -> bench.json("POST", "/keys/restore", body(text)));
        }
        for (String text : new String[] {"", "AAAA", "!", "eyJhIjoxfQ"}) {
            assertBadParameter(() -> bench.json("POST", "/keys/restore", body(text)));
        }
        assertBadParameter(() -> bench.json("POST", "/keys/restore", "{}"));
        assertBadParameter(() -> bench.json("POST", "/keys/restore", "{\"value\":7}"));
        assertRefused(ErrorCode.KEY_NOT_FOUND, () -> bench.json("GET", "/keys/k", ""));
    }
}
