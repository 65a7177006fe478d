package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.azure.security.keyvault.secrets.SecretAsyncClient;
import com.azure.security.keyvault.secrets.models.DeletedSecret;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The stock SDK's asynchronous client. */
@ExtendWith(SharedCluster.class)
class AsyncSdkIT {
    private static final int MANY = 1_000;
    private static final int AT_ONCE = 32;
    private static final int PAGE = 25;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final SdkCluster cluster;

    AsyncSdkIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void listPropertiesOfSecrets_ofAThousand_givesEachNameOnce() {
        SecretAsyncClient many = cluster.stock("many").buildAsyncClient();
        List<String> names = IntStream.range(0, MANY).mapToObj("many-%04d"::formatted).toList();
        Flux.fromIterable(names)
                .flatMap(name -> many.setSecret(name, "value of " + name), AT_ONCE)
                .blockLast(LIMIT);

        List<String> listed =
                many.listPropertiesOfSecrets()
                        .map(SecretProperties::getName)
                        .collectSortedList()
                        .block(LIMIT);
        assertEquals(names, listed);
        assertEquals(MANY / PAGE, many.listPropertiesOfSecrets().byPage().count().block(LIMIT));
        // The synchronous client pages by itself.
        assertEquals(
                names,
                cluster.stock("many").buildClient().listPropertiesOfSecrets().stream()
                        .map(SecretProperties::getName)
                        .sorted()
                        .toList());
    }

    @Test
    void everyOperation_asynchronously_doesTheSame() {
        SecretAsyncClient client = cluster.stock("brief").buildAsyncClient();
        String version = found(client.setSecret("async", "one")).getProperties().getVersion();
        SecretProperties latest = found(client.setSecret("async", "two")).getProperties();
        assertEquals("two", found(client.getSecret("async")).getValue());
        assertEquals("one", found(client.getSecret("async", version)).getValue());
        assertEquals(2, client.listPropertiesOfSecretVersions("async").count().block(LIMIT));
        assertEquals(
                "text/plain",
                found(client.updateSecretProperties(latest.setContentType("text/plain")))
                        .getContentType());
        byte[] backup = found(client.backupSecret("async"));

        client.beginDeleteSecret("async").setPollInterval(Duration.ofMillis(50)).blockLast(LIMIT);
        assertEquals("async", found(client.getDeletedSecret("async")).getName());
        client.beginRecoverDeletedSecret("async")
                .setPollInterval(Duration.ofMillis(50))
                .blockLast(LIMIT);
        client.beginDeleteSecret("async").setPollInterval(Duration.ofMillis(50)).blockLast(LIMIT);
        assertEquals(
                1,
                client.listDeletedSecrets()
                        .map(DeletedSecret::getName)
                        .filter("async"::equals)
                        .count()
                        .block(LIMIT));
        client.purgeDeletedSecret("async").block(LIMIT);
        KeyVaultSecret restored = found(client.restoreSecretBackup(backup));
        assertEquals(latest.getVersion(), restored.getProperties().getVersion());
    }

    private static <T> T found(Mono<T> answer) {
        return Objects.requireNonNull(answer.block(LIMIT));
    }
}
