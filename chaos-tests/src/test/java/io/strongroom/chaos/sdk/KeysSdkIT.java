package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceModifiedException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.DeletedKey;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyRotationPolicyAction;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What every operation on keys but their use does, as the stock SDK's client shows it. */
@ExtendWith(SharedCluster.class)
class KeysSdkIT {
    private static final OffsetDateTime END =
            OffsetDateTime.of(2040, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);
    private static final Duration POLL = Duration.ofMillis(50);

    /** What a list answers at once when it is not told how many. */
    private static final int PAGE = 25;

    private final SdkCluster cluster;
    private final KeyClient client;

    KeysSdkIT(SdkCluster cluster) {
        this.cluster = cluster;
        client = cluster.stockKeys("default").buildClient();
    }

    @Test
    void createRsaKey_withEveryProperty_answersAndStoresThemAll() {
        KeyVaultKey created =
                client.createRsaKey(
                        new CreateRsaKeyOptions("rsa-all")
                                .setKeySize(3072)
                                .setKeyOperations(KeyOperation.SIGN, KeyOperation.VERIFY)
                                .setExpiresOn(END)
                                .setNotBefore(END.minusYears(20))
                                .setTags(Map.of("owner", "team a"))
                                .setEnabled(true));
        for (KeyVaultKey seen : List.of(created, client.getKey("rsa-all"))) {
            KeyProperties properties = seen.getProperties();
            assertEquals(KeyType.RSA, seen.getKeyType());
            assertEquals(3072 / 8, seen.getKey().getN().length);
            assertArrayEquals(new byte[] {1, 0, 1}, seen.getKey().getE());
            assertNull(seen.getKey().getD());
            assertEquals(
                    Set.of(KeyOperation.SIGN, KeyOperation.VERIFY),
                    Set.copyOf(seen.getKeyOperations()));
            assertEquals(END, properties.getExpiresOn());
            assertEquals(END.minusYears(20), properties.getNotBefore());
            assertEquals(Map.of("owner", "team a"), properties.getTags());
            assertTrue(properties.isEnabled());
            assertEquals("Recoverable+Purgeable", properties.getRecoveryLevel());
            assertEquals(90, properties.getRecoverableDays());
            assertEquals(
                    cluster.vaultUrl("default") + "/keys/rsa-all/" + properties.getVersion(),
                    seen.getId());
        }
    }

    @Test
    void updateKeyProperties_ofAVersion_changesThatVersionInPlace() {
        client.createEcKey(new CreateEcKeyOptions("updated").setCurveName(KeyCurveName.P_384));
        KeyProperties latest = client.createKey("updated", KeyType.EC).getProperties();
        KeyVaultKey answered =
                client.updateKeyProperties(
                        latest.setTags(Map.of("a", "b")).setEnabled(false), KeyOperation.VERIFY);
        assertEquals(latest.getVersion(), answered.getProperties().getVersion());
        KeyVaultKey stored = client.getKey("updated");
        assertFalse(stored.getProperties().isEnabled());
        assertEquals(List.of(KeyOperation.VERIFY), stored.getKeyOperations());
        assertEquals(Map.of("a", "b"), stored.getProperties().getTags());
    }

    @Test
    void updateKeyProperties_withoutOperations_leavesThem() {
        KeyVaultKey ordinary = client.createKey("retagged", KeyType.EC);
        KeyVaultKey retagged =
                client.updateKeyProperties(ordinary.getProperties().setTags(Map.of("a", "b")));
        assertEquals(Map.of("a", "b"), retagged.getProperties().getTags());
        assertEquals(
                Set.copyOf(ordinary.getKeyOperations()), Set.copyOf(retagged.getKeyOperations()));
        byte[] text = {1, 2, 3};
        byte[] signed = remote(retagged).signData(SignatureAlgorithm.ES256, text).getSignature();
        assertTrue(remote(retagged).verifyData(SignatureAlgorithm.ES256, text, signed).isValid());
    }

    @Test
    void listProperties_ofKeysAndVersions_givesEachOnce() {
        Set<String> versions =
                Stream.of(KeyType.EC, KeyType.EC, KeyType.OCT)
                        .map(type -> client.createKey("listed", type).getProperties().getVersion())
                        .collect(Collectors.toSet());
        assertEquals(3, versions.size());
        assertEquals(
                versions,
                client.listPropertiesOfKeyVersions("listed").stream()
                        .map(KeyProperties::getVersion)
                        .collect(Collectors.toSet()));
        assertEquals(
                1,
                client.listPropertiesOfKeys().stream()
                        .filter(key -> key.getName().equals("listed"))
                        .count());
    }

    @Test
    void listPropertiesByPage_ofMoreVersionsThanAPage_givesEachOnce() {
        List<String> made =
                Stream.generate(() -> client.createKey("many-versions", KeyType.EC))
                        .limit(30)
                        .map(key -> key.getProperties().getVersion())
                        .toList();
        var pages = client.listPropertiesOfKeyVersions("many-versions").streamByPage().toList();
        List<List<String>> versions =
                pages.stream()
                        .map(page -> page.getValue().stream().map(KeyProperties::getVersion))
                        .map(Stream::toList)
                        .toList();
        assertEquals(List.of(PAGE, 5), versions.stream().map(List::size).toList());
        assertEquals(
                made.stream().sorted().toList(),
                versions.stream().flatMap(List::stream).sorted().toList());
        assertEquals(
                versions.getLast(),
                client.listPropertiesOfKeyVersions("many-versions")
                        .streamByPage(pages.getFirst().getContinuationToken())
                        .flatMap(page -> page.getValue().stream())
                        .map(KeyProperties::getVersion)
                        .toList());
    }

    @Test
    void listDeletedKeysByPage_ofMoreThanAPage_givesEachOnce() {
        List<String> names = IntStream.range(10, 41).mapToObj(i -> "many-deleted-" + i).toList();
        for (String name : names) {
            client.createKey(name, KeyType.EC);
            client.beginDeleteKey(name).setPollInterval(POLL).waitForCompletion();
        }
        List<List<String>> pages =
                client.listDeletedKeys()
                        .streamByPage()
                        .map(page -> page.getValue().stream().map(DeletedKey::getName).toList())
                        .toList();
        assertTrue(pages.size() > 1, pages::toString);
        assertTrue(pages.stream().allMatch(page -> page.size() <= PAGE), pages::toString);
        assertEquals(
                names,
                pages.stream()
                        .flatMap(List::stream)
                        .filter(name -> name.startsWith("many-deleted-"))
                        .sorted()
                        .toList());
    }

    @Test
    void deleteKey_thenRecoverOrPurge_doesWhatItSays() {
        KeyVaultKey key = client.createKey("deleted", KeyType.EC);
        DeletedKey deleted =
                client.beginDeleteKey("deleted")
                        .setPollInterval(POLL)
                        .waitForCompletion()
                        .getValue();
        assertEquals("deleted", deleted.getName());
        assertEquals(deleted.getDeletedOn().plusDays(90), deleted.getScheduledPurgeDate());
        assertThrows(ResourceNotFoundException.class, () -> client.getKey("deleted"));
        assertThrows(
                ResourceModifiedException.class, () -> client.createKey("deleted", KeyType.EC));
        assertTrue(
                client.listDeletedKeys().stream().anyMatch(one -> one.getName().equals("deleted")));
        client.beginRecoverDeletedKey("deleted").setPollInterval(POLL).waitForCompletion();
        assertArrayEquals(key.getKey().getX(), client.getKey("deleted").getKey().getX());
        client.beginDeleteKey("deleted").setPollInterval(POLL).waitForCompletion();
        client.purgeDeletedKey("deleted");
        assertThrows(ResourceNotFoundException.class, () -> client.getDeletedKey("deleted"));
    }

    @Test
    void importKey_ofAPairMadeElsewhere_hasItsPublicHalf() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        JsonWebKey brought = JsonWebKey.fromRsa(pair);
        KeyVaultKey imported = client.importKey("imported", brought);
        assertArrayEquals(brought.getN(), imported.getKey().getN());
        byte[] text = {1, 2, 3};
        byte[] signed = remote(imported).signData(SignatureAlgorithm.RS256, text).getSignature();
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(pair.getPublic());
        signature.update(text);
        assertTrue(signature.verify(signed));
        JsonWebKey broken = JsonWebKey.fromRsa(pair);
        broken.setP(new byte[] {3});
        HttpResponseException refused =
                assertThrows(HttpResponseException.class, () -> client.importKey("broken", broken));
        assertEquals(400, refused.getResponse().getStatusCode());
    }

    @Test
    void backupKey_thenRestore_bringsItBack() {
        KeyVaultKey key = client.createKey("backed-up", KeyType.EC);
        byte[] blob = client.backupKey("backed-up");
        client.beginDeleteKey("backed-up").setPollInterval(POLL).waitForCompletion();
        client.purgeDeletedKey("backed-up");
        KeyVaultKey restored = client.restoreKeyBackup(blob);
        assertEquals(key.getId(), restored.getId());
        assertArrayEquals(key.getKey().getX(), restored.getKey().getX());
        blob[blob.length / 2] ^= 1;
        HttpResponseException refused =
                assertThrows(HttpResponseException.class, () -> client.restoreKeyBackup(blob));
        assertEquals(400, refused.getResponse().getStatusCode());
    }

    @Test
    void rotateKey_underAPolicy_makesAVersionWithAnEnd() {
        KeyVaultKey first = client.createKey("rotated", KeyType.EC);
        KeyRotationPolicy set =
                client.updateKeyRotationPolicy(
                        "rotated",
                        new KeyRotationPolicy()
                                .setExpiresIn("P90D")
                                .setLifetimeActions(
                                        List.of(
                                                new KeyRotationLifetimeAction(
                                                                KeyRotationPolicyAction.ROTATE)
                                                        .setTimeBeforeExpiry("P30D"))));
        assertEquals("P90D", set.getExpiresIn());
        assertEquals(
                "P30D",
                client.getKeyRotationPolicy("rotated")
                        .getLifetimeActions()
                        .getFirst()
                        .getTimeBeforeExpiry());
        KeyVaultKey second = client.rotateKey("rotated");
        assertNotEquals(first.getProperties().getVersion(), second.getProperties().getVersion());
        // Both are counted from when it was applied.
        Duration goodFor =
                Duration.between(
                        second.getProperties().getCreatedOn(),
                        second.getProperties().getExpiresOn());
        assertTrue(goodFor.compareTo(Duration.ofDays(90)) <= 0, goodFor::toString);
        assertTrue(goodFor.compareTo(Duration.ofDays(90).minusMinutes(2)) > 0, goodFor::toString);
        assertNull(
                client.getKey("rotated", first.getProperties().getVersion())
                        .getProperties()
                        .getExpiresOn());
    }

    private CryptographyClient remote(KeyVaultKey key) {
        return cluster.stockCryptography(key.getId()).disableKeyCaching().buildClient();
    }
}
