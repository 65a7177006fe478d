package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.azure.RepeatabilityPolicy;
import io.strongroom.client.azure.StrongroomHttpClient;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The leader is killed with {@code kill -9}, twice, while keys in software and in the HSMs are
 * used, made and rotated through the smart client's transport. The SDK does not repeat anything by
 * itself.
 */
@ExtendWith(SharedCluster.class)
class KeysLeaderKillIT {
    private static final RetryOptions ONCE =
            new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));
    private static final int SOME = 10;

    /** Whoever lists the vault's keys later has to read them all. */
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private static final Duration SERVES_WITHIN = Duration.ofMinutes(3);

    private final SdkCluster cluster;
    private final AtomicInteger sequence = new AtomicInteger();

    KeysLeaderKillIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    /** Clients over one transport, tokens included. */
    private record Vault(
            SdkCluster cluster, StrongroomHttpClient http, TokenCredential credential) {
        KeyClient keys() {
            return cluster.stockKeys("default")
                    .credential(credential)
                    .httpClient(http)
                    .retryOptions(ONCE)
                    .addPolicy(new RepeatabilityPolicy())
                    .buildClient();
        }

        CryptographyClient cryptography(KeyVaultKey key) {
            return cluster.stockCryptography(key.getId())
                    .credential(credential)
                    .httpClient(http)
                    .retryOptions(ONCE)
                    .disableKeyCaching()
                    .buildClient();
        }
    }

    @Test
    void signCreateAndRotate_whileLeadersAreKilled_failNeverAndHappenOnce()
            throws IOException, InterruptedException {
        try (Transport transport = cluster.nodes().transport(Tuning.defaults());
                Crew signers = new Crew();
                Crew makers = new Crew();
                Crew rotators = new Crew()) {
            StrongroomHttpClient http = new StrongroomHttpClient(transport);
            Vault vault = new Vault(cluster, http, cluster.credential().httpClient(http).build());
            KeyClient keys = vault.keys();
            Queue<KeyVaultKey> made = new ConcurrentLinkedQueue<>();
            Map<String, Queue<String>> rotated = new ConcurrentHashMap<>();
            for (boolean hsm : List.of(false, true)) {
                startSigners(signers, vault, hsm);
                makers.repeat(() -> {
                    made.add(create(keys, hsm));
                    LockSupport.parkNanos(PAUSE_NANOS);
                });
                startRotator(rotators, vault, hsm, rotated);
            }
            List<Crew> crews = List.of(signers, makers, rotators);
            int first = killTheLeader(crews, 0);
            int second = killTheLeader(crews, first);
            assertNotEquals(first, second);
            for (Crew crew : crews) {
                crew.stop();
            }
            System.out.printf(
                    "keys while leaders are killed: %d signatures, %d new keys, %d rotations;"
                            + " longest call %d ms%n",
                    signers.calls(),
                    makers.calls(),
                    rotators.calls(),
                    crews.stream().mapToLong(crew -> crew.longest().toMillis()).max().orElse(0));
            made.forEach(key -> assertEquals(Set.of(version(key)), versions(keys, key.getName())));
            rotated.forEach((name, versions) -> {
                assertEquals(versions.size(), new HashSet<>(versions).size());
                assertEquals(Set.copyOf(versions), versions(keys, name));
            });
        }
    }

    /** One that signs with RSA, one on a curve. */
    private void startSigners(Crew crew, Vault vault, boolean hsm) {
        KeyVaultKey rsa =
                vault.keys()
                        .createRsaKey(
                                new CreateRsaKeyOptions("killed-rsa-" + hsm)
                                        .setHardwareProtected(hsm));
        KeyVaultKey ec = create(vault.keys(), hsm);
        for (KeyVaultKey key : List.of(rsa, ec)) {
            CryptographyClient client = vault.cryptography(key);
            crew.repeat(() -> assertSigns(client, key));
        }
    }

    private KeyVaultKey create(KeyClient keys, boolean hsm) {
        String name = "killed-" + hsm + "-" + sequence.incrementAndGet();
        return keys.createEcKey(new CreateEcKeyOptions(name).setHardwareProtected(hsm));
    }

    /** Each rotation makes a version of its own, which signs at once. */
    private void startRotator(
            Crew crew, Vault vault, boolean hsm, Map<String, Queue<String>> rotated) {
        KeyVaultKey first = create(vault.keys(), hsm);
        Queue<String> versions = new ConcurrentLinkedQueue<>(List.of(version(first)));
        rotated.put(first.getName(), versions);
        KeyClient keys = vault.keys();
        crew.repeat(() -> {
            KeyVaultKey next = keys.rotateKey(first.getName());
            versions.add(version(next));
            assertSigns(vault.cryptography(next), next);
        });
    }

    /** Verified by the JDK, with the public half that the service told. */
    private void assertSigns(CryptographyClient client, KeyVaultKey key) {
        byte[] text = ("text " + sequence.incrementAndGet()).getBytes(UTF_8);
        boolean rsa = Set.of(KeyType.RSA, KeyType.RSA_HSM).contains(key.getKeyType());
        byte[] made =
                client.signData(rsa ? SignatureAlgorithm.RS256 : SignatureAlgorithm.ES256, text)
                        .getSignature();
        try {
            PublicKey half =
                    rsa ? key.getKey().toRsa().getPublic() : key.getKey().toEc().getPublic();
            Signature verifying =
                    Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            verifying.initVerify(half);
            verifying.update(text);
            assertTrue(verifying.verify(made), () -> "a signature with " + key.getId());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String version(KeyVaultKey key) {
        return key.getProperties().getVersion();
    }

    private static Set<String> versions(KeyClient keys, String name) {
        return keys.listPropertiesOfKeyVersions(name).stream()
                .map(KeyProperties::getVersion)
                .collect(Collectors.toSet());
    }

    /** Kills it under load, starts it again, and leaves a cluster in which all three serve. */
    private int killTheLeader(List<Crew> crews, int before) throws IOException {
        awaitMore(crews);
        NodeState leader = cluster.leaderOtherThan(before);
        var _ = DevCluster.killAtOnce(List.of(leader));
        awaitMore(crews);
        cluster.nodes().node("start", leader.node());
        awaitMore(crews);
        return leader.node();
    }

    private static void awaitMore(List<Crew> crews) {
        for (Crew crew : crews) {
            int goal = crew.calls() + SOME;
            Await.until(
                    "more calls",
                    SERVES_WITHIN,
                    () -> {
                        assertEquals(List.of(), crew.failures(), "the caller notices");
                        return crew.calls() >= goal;
                    });
        }
    }
}
