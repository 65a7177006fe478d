package io.strongroom.server.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.http.ApiVersion;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.PublicNames;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

final class SecretJsonWriterTest {
    private static final String BASE = "https://vdb.vault.localhost:8443/";
    private static final String ID = "/00000000000000000000000000000001";

    private static SecretJsonWriter writer(int days, boolean protection, String version) {
        return new SecretJsonWriter(
                new PublicNames(TestTokens.NAMES),
                new Vault(new VaultName("vdb"), days, protection),
                new ApiVersion(version));
    }

    private static SecretVersion secret(Optional<String> contentType, ItemAttributes attributes) {
        return new SecretVersion(
                new ItemName("Pg"),
                MemoryNode.version(1),
                Bytes.empty(),
                contentType,
                new TreeMap<>(),
                attributes,
                100,
                200);
    }

    private static String json(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    @Test
    void bundle_plainSecret_hasTheDocumentedMembersInOrder() {
        assertEquals(
                "{\"value\":\"v\",\"id\":\""
                        + BASE
                        + "secrets/Pg"
                        + ID
                        + "\",\"attributes\":{\"enabled\":true,\"created\":100,\"updated\":200,"
                        + "\"recoveryLevel\":\"Recoverable+Purgeable\",\"recoverableDays\":90},"
                        + "\"tags\":{}}",
                json(
                        writer(90, false, "7.6")
                                .bundle(secret(Optional.empty(), ItemAttributes.DEFAULT), "v")));
    }

    @Test
    void deletedBundle_startsWithTheRecoveryId() {
        SecretVersion secret =
                secret(
                        Optional.of("text/plain"),
                        new ItemAttributes(false, OptionalLong.of(5), OptionalLong.of(6)));
        assertEquals(
                "{\"recoveryId\":\""
                        + BASE
                        + "deletedsecrets/Pg\",\"deletedDate\":300,\"scheduledPurgeDate\":400,"
                        + "\"id\":\""
                        + BASE
                        + "secrets/Pg"
                        + ID
                        + "\",\"contentType\":\"text/plain\",\"attributes\":{\"enabled\":false,"
                        + "\"nbf\":5,\"exp\":6,\"created\":100,\"updated\":200,"
                        + "\"recoveryLevel\":\"CustomizedRecoverable\",\"recoverableDays\":7},"
                        + "\"tags\":{}}",
                json(writer(7, true, "7.6").deletedBundle(new DeletedItem<>(secret, 300, 400))));
    }

    @Test
    void items_haveTheBaseId() {
        SecretVersion secret = secret(Optional.empty(), ItemAttributes.DEFAULT);
        SecretJsonWriter writer = writer(90, false, "7.6");
        assertEquals(BASE + "secrets/Pg", writer.item(secret).id());
        assertEquals(BASE + "secrets/Pg", writer.deletedItem(new DeletedItem<>(secret, 1, 2)).id());
    }

    @ParameterizedTest
    @CsvSource({
        "90,false,Recoverable+Purgeable",
        "90,true,Recoverable",
        "89,false,CustomizedRecoverable+Purgeable",
        "7,true,CustomizedRecoverable"
    })
    void bundle_recoveryLevel_comesFromTheVault(int days, boolean protection, String level) {
        var attributes =
                writer(days, protection, "7.6")
                        .item(secret(Optional.empty(), ItemAttributes.DEFAULT))
                        .attributes();
        assertEquals(level, attributes == null ? "none" : attributes.recoveryLevel());
    }

    @Test
    void bundle_oldVersion_hasNoRecoverableDays() {
        var attributes =
                writer(90, false, "7.0")
                        .item(secret(Optional.empty(), ItemAttributes.DEFAULT))
                        .attributes();
        assertEquals(
                "{\"enabled\":true,\"created\":100,\"updated\":200,"
                        + "\"recoveryLevel\":\"Recoverable+Purgeable\"}",
                attributes == null ? "none" : json(attributes));
    }
}
