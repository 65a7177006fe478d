package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.DeletedSecret;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What every operation on secrets does, as the stock SDK's synchronous client shows it. */
@ExtendWith(SharedCluster.class)
class SecretsSdkIT {
    private static final OffsetDateTime START =
            OffsetDateTime.of(2030, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int RETENTION_DAYS = 90;
    private static final int BRIEF_DAYS = 7;

    private final SdkCluster cluster;
    private final SecretClient client;

    SecretsSdkIT(SdkCluster cluster) {
        this.cluster = cluster;
        client = cluster.stock("default").buildClient();
    }

    @Test
    void setSecret_withEveryProperty_answersAndStoresThemAll() {
        KeyVaultSecret secret =
                new KeyVaultSecret("everything", "va lue \u00e4\u20ac\uD83D\uDD11\n")
                        .setProperties(
                                new SecretProperties()
                                        .setContentType("text/plain")
                                        .setTags(Map.of("owner", "team a", "b", ""))
                                        .setNotBefore(START)
                                        .setExpiresOn(START.plusDays(1))
                                        .setEnabled(true));

        KeyVaultSecret answered = client.setSecret(secret);
        KeyVaultSecret stored = client.getSecret("everything");

        for (KeyVaultSecret seen : new KeyVaultSecret[] {answered, stored}) {
            SecretProperties properties = seen.getProperties();
            assertEquals(secret.getValue(), seen.getValue());
            assertEquals("everything", seen.getName());
            assertEquals("text/plain", properties.getContentType());
            assertEquals(Map.of("owner", "team a", "b", ""), properties.getTags());
            assertEquals(START, properties.getNotBefore());
            assertEquals(START.plusDays(1), properties.getExpiresOn());
            assertTrue(properties.isEnabled());
            assertTrue(properties.getVersion().matches("[0-9a-f]{32}"), properties.getVersion());
            assertEquals(
                    cluster.vaultUrl("default")
                            + "/secrets/everything/"
                            + answered.getProperties().getVersion(),
                    seen.getId());
            assertFalse(properties.getCreatedOn().isAfter(properties.getUpdatedOn()));
            assertNull(properties.getKeyId());
        }
    }

    @Test
    void getSecret_byVersion_givesThatVersionAndWithoutTheLatest() {
        String first = client.setSecret("versions", "one").getProperties().getVersion();
        String second = client.setSecret("versions", "two").getProperties().getVersion();

        assertNotEquals(first, second);
        assertEquals("one", client.getSecret("versions", first).getValue());
        assertEquals("two", client.getSecret("versions", second).getValue());
        assertEquals("two", client.getSecret("versions").getValue());
        assertEquals("two", client.getSecret("VERSIONS").getValue());
    }

    @Test
    void getSecret_withoutTimesYetOrAnyLonger_givesTheValue() {
        client.setSecret(
                new KeyVaultSecret("expired", "still here")
                        .setProperties(new SecretProperties().setExpiresOn(START.minusYears(20))));

        assertEquals("still here", client.getSecret("expired").getValue());
    }

    @Test
    void updateSecretProperties_ofAVersion_changesThatVersionInPlace() {
        String first = client.setSecret("updated", "one").getProperties().getVersion();
        SecretProperties latest = client.setSecret("updated", "two").getProperties();

        SecretProperties answered =
                client.updateSecretProperties(
                        latest.setContentType("text/plain").setTags(Map.of("a", "b")));

        assertEquals(latest.getVersion(), answered.getVersion());
        KeyVaultSecret stored = client.getSecret("updated");
        assertEquals("two", stored.getValue());
        assertEquals("text/plain", stored.getProperties().getContentType());
        assertEquals(Map.of("a", "b"), stored.getProperties().getTags());
        assertNull(client.getSecret("updated", first).getProperties().getContentType());
        assertEquals(2, client.listPropertiesOfSecretVersions("updated").stream().count());
    }

    @Test
    void getSecret_whenDisabled_isForbiddenUntilItIsEnabled() {
        SecretProperties properties = client.setSecret("disabled", "value").getProperties();
        client.updateSecretProperties(properties.setEnabled(false));

        HttpResponseException refused =
                Refusals.assertRefused(403, "SecretDisabled", () -> client.getSecret("disabled"));
        assertEquals("ResourceModifiedException", refused.getClass().getSimpleName());
        assertEquals(
                false,
                client.listPropertiesOfSecrets().stream()
                        .filter(listed -> listed.getName().equals("disabled"))
                        .findFirst()
                        .orElseThrow()
                        .isEnabled());

        client.updateSecretProperties(properties.setEnabled(true));
        assertEquals("value", client.getSecret("disabled").getValue());
    }

    @Test
    void listProperties_ofSecretsAndVersions_givesNamesOnceAndEveryVersion() {
        Set<String> versions =
                Set.of(
                        client.setSecret("listed", "one").getProperties().getVersion(),
                        client.setSecret("listed", "two").getProperties().getVersion(),
                        client.setSecret("listed", "three").getProperties().getVersion());

        assertEquals(
                List.of(cluster.vaultUrl("default") + "/secrets/listed"),
                client.listPropertiesOfSecrets().stream()
                        .filter(secret -> secret.getName().equals("listed"))
                        .map(SecretProperties::getId)
                        .toList());
        assertEquals(
                versions,
                client.listPropertiesOfSecretVersions("listed").stream()
                        .map(SecretProperties::getVersion)
                        .collect(Collectors.toSet()));
    }

    @Test
    void beginDeleteAndRecover_bringBackEveryVersion() {
        String first = client.setSecret("recovered", "one").getProperties().getVersion();
        client.setSecret("recovered", "two");

        DeletedSecret deleted =
                client.beginDeleteSecret("recovered")
                        .setPollInterval(POLL)
                        .waitForCompletion()
                        .getValue();
        assertEquals(
                cluster.vaultUrl("default") + "/deletedsecrets/recovered", deleted.getRecoveryId());
        assertEquals(
                deleted.getDeletedOn().plusDays(RETENTION_DAYS), deleted.getScheduledPurgeDate());
        assertEquals(deleted.getDeletedOn(), client.getDeletedSecret("recovered").getDeletedOn());
        assertTrue(
                client.listDeletedSecrets().stream()
                        .anyMatch(listed -> listed.getName().equals("recovered")));
        assertTrue(
                client.listPropertiesOfSecrets().stream()
                        .noneMatch(listed -> listed.getName().equals("recovered")));
        Refusals.assertNotFound("SecretNotFound", () -> client.getSecret("recovered"));

        client.beginRecoverDeletedSecret("recovered").setPollInterval(POLL).waitForCompletion();

        assertEquals("two", client.getSecret("recovered").getValue());
        assertEquals("one", client.getSecret("recovered", first).getValue());
        Refusals.assertNotFound(
                "Deleted Secret not found", () -> client.getDeletedSecret("recovered"));
    }

    @Test
    void purgeDeletedSecret_endsItAndFreesTheName() {
        String old = client.setSecret("purged", "old").getProperties().getVersion();
        delete(client, "purged");

        client.purgeDeletedSecret("purged");

        Refusals.assertNotFound("SecretNotFound", () -> client.getDeletedSecret("purged"));
        Refusals.assertNotFound("SecretNotFound", () -> client.purgeDeletedSecret("purged"));
        client.setSecret("purged", "new");
        Refusals.assertNotFound("SecretNotFound", () -> client.getSecret("purged", old));
    }

    @Test
    void restoreSecretBackup_afterPurgeAndInAnotherVault_keepsVersionsAndValues() {
        String first = client.setSecret("backed-up", "one").getProperties().getVersion();
        client.setSecret("backed-up", "two");
        byte[] backup = client.backupSecret("backed-up");
        assertFalse(new String(backup, StandardCharsets.ISO_8859_1).contains("two"));
        Refusals.assertRefused(409, "Conflict", () -> client.restoreSecretBackup(backup));
        delete(client, "backed-up");
        Refusals.assertRefused(409, "Conflict", () -> client.restoreSecretBackup(backup));
        client.purgeDeletedSecret("backed-up");

        SecretClient second = cluster.stock("second").buildClient();
        for (SecretClient vault : new SecretClient[] {client, second}) {
            KeyVaultSecret restored = vault.restoreSecretBackup(backup);
            assertEquals("backed-up", restored.getName());
            assertEquals("two", vault.getSecret("backed-up").getValue());
            assertEquals("one", vault.getSecret("backed-up", first).getValue());
        }

        byte[] damaged = backup.clone();
        damaged[damaged.length / 2] ^= 1;
        SecretClient brief = cluster.stock("brief").buildClient();
        Refusals.assertRefused(400, "BadParameter", () -> brief.restoreSecretBackup(damaged));
        Refusals.assertNotFound("SecretNotFound", () -> brief.getSecret("backed-up"));
        assertEquals(2, second.listPropertiesOfSecretVersions("backed-up").stream().count());
    }

    @Test
    void purgeDeletedSecret_underPurgeProtection_isForbidden() {
        SecretClient second = cluster.stock("second").buildClient();
        second.setSecret("protected", "value");
        delete(second, "protected");

        Refusals.assertRefused(403, "Forbidden", () -> second.purgeDeletedSecret("protected"));

        second.beginRecoverDeletedSecret("protected").setPollInterval(POLL).waitForCompletion();
        assertEquals("value", second.getSecret("protected").getValue());
    }

    @Test
    void setSecret_onADeletedName_isAConflict() {
        client.setSecret("taken", "value");
        delete(client, "taken");

        Refusals.assertRefused(
                409, "ObjectIsDeletedButRecoverable", () -> client.setSecret("taken", "other"));
        Refusals.assertNotFound(
                "SecretNotFound",
                () ->
                        client.updateSecretProperties(
                                client.getDeletedSecret("taken").getProperties()));
    }

    @Test
    void recoveryLevel_followsTheVault() {
        assertRecovery("default", "Recoverable+Purgeable", RETENTION_DAYS);
        assertRecovery("brief", "CustomizedRecoverable+Purgeable", BRIEF_DAYS);
        assertRecovery("second", "CustomizedRecoverable", BRIEF_DAYS);
    }

    private void assertRecovery(String vault, String level, int days) {
        SecretClient of = cluster.stock(vault).buildClient();
        of.setSecret("level", "value");
        SecretProperties properties = of.getSecret("level").getProperties();
        assertEquals(level, properties.getRecoveryLevel());
        assertEquals(days, properties.getRecoverableDays());
        DeletedSecret deleted = delete(of, "level");
        assertEquals(deleted.getDeletedOn().plusDays(days), deleted.getScheduledPurgeDate());
    }

    @Test
    void anyOperation_onWhatWasNeverThere_isNotFound() {
        Refusals.assertNotFound("was not found in this key vault", () -> client.getSecret("none"));
        Refusals.assertNotFound("SecretNotFound", () -> client.backupSecret("none"));
        Refusals.assertNotFound("SecretNotFound", () -> client.beginDeleteSecret("none"));
        Refusals.assertNotFound("SecretNotFound", () -> client.beginRecoverDeletedSecret("none"));
        Refusals.assertNotFound("SecretNotFound", () -> client.getDeletedSecret("none"));
        String version = client.setSecret("one-version", "value").getProperties().getVersion();
        Refusals.assertNotFound(
                "SecretNotFound",
                () -> client.getSecret("one-version", version.replaceAll("[0-9a-f]", "0")));
    }

    @Test
    void setSecret_withBadInput_isABadParameterAndChangesNothing() {
        Refusals.assertRefused(
                400, "BadParameter", () -> client.setSecret("no_underscore", "value"));
        Refusals.assertRefused(
                400, "BadParameter", () -> client.setSecret("too-long", "x".repeat(25 * 1024 + 1)));
        Refusals.assertNotFound("SecretNotFound", () -> client.getSecret("too-long"));
        assertEquals(
                25 * 1024,
                client.setSecret("just-fits", "x".repeat(25 * 1024)).getValue().length());
    }

    private static DeletedSecret delete(SecretClient client, String name) {
        return client.beginDeleteSecret(name).setPollInterval(POLL).waitForCompletion().getValue();
    }
}
