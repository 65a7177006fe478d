package io.strongroom.server.secret;

import static io.strongroom.server.fake.Requests.assertBadParameter;
import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.HsmException;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.item.BackupBlobs;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

final class SecretBackupsTest {
    private static final String BACKUP_CONTENT = "{\"format\":1,\"name\":\"%s\",\"versions\":[%s]}";
    private final SecretBench bench = new SecretBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private String backup(String name) {
        return bench.json("POST", "/secrets/" + name + "/backup", "").get("value").asText();
    }

    private static String body(String blob) {
        return "{\"value\":\"" + blob + "\"}";
    }

    private JsonNode restored(SecretBench where, String blob) {
        return where.json("POST", "/secrets/restore", body(blob));
    }

    private void purge(String name) {
        bench.call("DELETE", "/secrets/" + name, "");
        bench.call("DELETE", "/deletedsecrets/" + name, "");
    }

    @Test
    void restore_afterAPurge_bringsEveryVersionBackAsItWas() {
        bench.json(
                "PUT",
                "/secrets/Pg",
                "{\"value\":\"one ä\",\"contentType\":\"t\",\"tags\":{\"a\":\"b\"},\"attributes\":"
                        + "{\"nbf\":1,\"exp\":2,\"enabled\":false}}");
        bench.node().clock().advance(Duration.ofSeconds(9));
        bench.set("Pg", "two");
        JsonNode before = bench.json("GET", "/secrets/pg/versions", "");
        JsonNode latest = bench.json("GET", "/secrets/pg", "");
        String blob = backup("pg");
        purge("pg");

        JsonNode answer = restored(bench, blob);
        assertEquals(latest.get("id"), answer.get("id"));
        assertFalse(answer.has("value"));
        assertEquals(before, bench.json("GET", "/secrets/pg/versions", ""));
        assertEquals(latest, bench.json("GET", "/secrets/pg", ""));
    }

    @Test
    void restore_intoAnotherVault_opensThere() {
        bench.set("pg", "one");
        String blob = backup("pg");
        Vault other = bench.node().createVault("other", 7, true);
        ApiResponse answer =
                bench.callIn(
                        other,
                        Requests.request("POST", "/secrets/restore", body(blob)),
                        UUID.randomUUID());
        assertEquals(200, answer.status());
        ApiResponse got =
                bench.callIn(other, Requests.request("GET", "/secrets/pg", ""), UUID.randomUUID());
        assertEquals("one", Requests.json(got).get("value").asText());
    }

    @Test
    void restore_ontoALiveOrDeletedName_isAConflict() {
        bench.set("pg", "one");
        String blob = backup("pg");
        assertRefused(ErrorCode.CONFLICT, () -> restored(bench, blob));
        bench.call("DELETE", "/secrets/pg", "");
        assertRefused(ErrorCode.OBJECT_IS_DELETED, () -> restored(bench, blob));
    }

    @Test
    void restore_repeatedUnderItsRequestId_getsTheFirstAnswer() {
        bench.set("pg", "one");
        String blob = backup("pg");
        purge("pg");
        UUID id = UUID.randomUUID();
        ApiResponse first = bench.call("POST", "/secrets/restore", body(blob), id);
        ApiResponse second = bench.call("POST", "/secrets/restore", body(blob), id);
        assertEquals(Requests.text(first), Requests.text(second));
    }

    @Test
    void restore_blobWithAnyByteChanged_isRefused() {
        bench.set("pg", "one");
        byte[] blob = Base64.getUrlDecoder().decode(backup("pg"));
        purge("pg");
        for (int i = 0; i < blob.length; i++) {
            byte[] changed = blob.clone();
            changed[i] ^= 1;
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertBadParameter(() -> restored(bench, text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AQ", "not base64!", "AQAAAAE", "ä"})
    void restore_noBlob_isRefused(String text) {
        assertBadParameter(() -> restored(bench, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "{\"value\":null}", "{\"value\":1}", "\"x\""})
    void restore_bodyWithoutABlob_isRefused(String body) {
        assertBadParameter(() -> bench.call("POST", "/secrets/restore", body));
    }

    @Test
    void restore_blobOfAnotherCluster_isRefused() {
        bench.set("pg", "one");
        String blob = backup("pg");
        UUID cluster = UUID.fromString("77777777-0000-0000-0000-000000000002");
        try (SecretBench other = new SecretBench(MemoryNode.founded(cluster), 90, false)) {
            assertBadParameter(() -> restored(other, blob));
        }
    }

    @Test
    void restore_sealedSecretInsteadOfABackup_isRefused() {
        bench.set("pg", "one");
        try (StateView view = bench.node().reads().local()) {
            byte[] sealed =
                    view.secrets()
                            .list(view.vaults().getFirst().name(), "", 1)
                            .getFirst()
                            .sealedValue()
                            .toArray();
            assertBadParameter(
                    () -> restored(bench, Base64.getUrlEncoder().encodeToString(sealed)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1",
                "{}",
                "[]",
                "{\"format\":1,\"name\":\"pg\"}",
                "{\"format\":1,\"versions\":[]}",
                "{\"format\":1,\"name\":\"pg\",\"versions\":[]}",
                "{\"format\":1,\"name\":\"pg\",\"versions\":[null]}",
                "{\"format\":1,\"name\":\"pg\",\"versions\":[{}]}",
                "{\"format\":1,\"name\":\"pg\",\"versions\":[{\"version\":\"x\",\"value\":\"\"}]}"
            })
    void restore_ownSealWithOtherContent_isRefused(String content) throws HsmException {
        String blob = sealedByTheCluster(content);
        assertBadParameter(() -> restored(bench, blob));
    }

    @Test
    void restore_ownSealWithImpossibleSecrets_isRefused() throws HsmException {
        String version =
                "{\"version\":\""
                        + MemoryNode.version(1)
                        + "\",\"value\":\"eA==\",\"tags\":{},\"enabled\":true,\"created\":1,"
                        + "\"updated\":1}";
        String good = sealedByTheCluster(BACKUP_CONTENT.formatted("pg", version));
        assertEquals(200, bench.call("POST", "/secrets/restore", body(good)).status());
        String badName = sealedByTheCluster(BACKUP_CONTENT.formatted("p_g", version));
        assertBadParameter(() -> restored(bench, badName));
        String twice = sealedByTheCluster(BACKUP_CONTENT.formatted("pg2", version + "," + version));
        assertBadParameter(() -> restored(bench, twice));
    }

    private String sealedByTheCluster(String content) throws HsmException {
        try (StateView view = bench.node().reads().local()) {
            byte[] blob =
                    bench.node()
                            .sealer()
                            .seal(
                                    DataKeys.latest(view, DataKeys.BACKUP),
                                    Identity.of("secret-backup", MemoryNode.CLUSTER.toString()),
                                    content.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(blob);
        }
    }

    @Test
    void backup_absent_isNotFound() {
        assertRefused(ErrorCode.SECRET_NOT_FOUND, () -> backup("pg"));
    }

    @Test
    void backup_500Versions_isMadeAndOneMoreIsRefused() {
        for (int i = 0; i < BackupBlobs.MAX_VERSIONS; i++) {
            bench.set("pg", "v");
        }
        String blob = backup("pg");
        bench.set("pg", "v");
        assertBadParameter(() -> backup("pg"));
        purge("pg");
        assertEquals(
                MemoryNode.version(BackupBlobs.MAX_VERSIONS).value(),
                restored(bench, blob).get("id").asText().replaceAll(".*/", ""));
    }

    @Test
    void backup_tooMuchContent_isRefused() {
        String longest = "x".repeat(SecretInput.MAX_VALUE_BYTES);
        for (int i = 0; i < 84; i++) {
            bench.set("pg", longest);
        }
        String most = backup("pg");
        bench.set("pg", longest);
        assertBadParameter(() -> backup("pg"));
        purge("pg");
        assertEquals(
                MemoryNode.version(84).value(),
                restored(bench, most).get("id").asText().replaceAll(".*/", ""),
                "what fits into a blob fits into an entry");
    }
}
