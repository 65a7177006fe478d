package io.strongroom.chaos.sdk;

import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.secrets.SecretClientBuilder;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.azure.RepeatabilityPolicy;
import io.strongroom.client.azure.StrongroomHttpClient;
import io.strongroom.client.transport.Cluster;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The development cluster of the tests of this package, and the SDK's clients to it. One for the
 * whole JVM, because the stock SDK keeps challenges and trusted authorities for a JVM's life: the
 * names come from the hosts file of the tests' JVM, and starting the cluster makes the JVM trust
 * its authority. The root key is in a token for each node. Vaults: {@code default} (90 days),
 * {@code second} (7 days, purge protection), {@code brief}, {@code many} (a test's that lists all
 * of it), {@code roles} and {@code released} (7 days; exportable keys, which stay so with all of
 * their versions).
 */
final class SdkCluster implements AutoCloseable {
    private static final int STEPS_DOWN = 10;

    /** For reading at the end what was written; how soon that is served is not what is asked. */
    static final Tuning PATIENT = Tuning.defaults().withTotal(Duration.ofSeconds(60));

    private final DevCluster cluster;
    private final Attester attester;
    private final AtomicBoolean running = new AtomicBoolean(true);

    private SdkCluster(DevCluster cluster, Attester attester) {
        this.cluster = cluster;
        this.attester = attester;
    }

    /** Starts it in a new folder under {@code target/clusters}, which keeps the nodes' logs. */
    static SdkCluster start() throws IOException {
        Path home = Path.of(System.getProperty("strongroom.home", ".."));
        Path parent = home.resolve("chaos-tests/target/clusters");
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, "sdk-");
        Attester attester = Attester.fresh();
        SdkCluster started =
                new SdkCluster(
                        DevCluster.up(
                                home,
                                folder,
                                "--base-port",
                                Integer.toString(FreePorts.base()),
                                "--root-key",
                                "pkcs11",
                                "--settings",
                                attester.settings(parent).toString(),
                                "--vault",
                                "second:7:purge-protection",
                                "--vault",
                                "brief:7",
                                "--vault",
                                "many:7",
                                "--vault",
                                "roles:7",
                                "--vault",
                                "released:7"),
                        attester);
        // No node outlives a test run that is broken off.
        Runtime.getRuntime().addShutdownHook(new Thread(started::closeQuietly));
        System.setProperty("javax.net.ssl.trustStore", started.env("STRONGROOM_TRUSTSTORE"));
        System.setProperty(
                "javax.net.ssl.trustStorePassword", started.env("STRONGROOM_TRUSTSTORE_PASSWORD"));
        return started;
    }

    /** Brings back what a failed test has left down or paused. */
    void repair() throws IOException {
        List<NodeState> nodes = cluster.status();
        if (nodes.stream().allMatch(node -> node.pid().isEmpty())) {
            cluster.upAgain(); // One by one they would wait for a majority.
            return;
        }
        for (NodeState node : nodes) {
            switch (node.role()) {
                case "down" -> cluster.node("start", node.node());
                case "paused" -> cluster.node("resume", node.node());
                default -> {}
            }
        }
    }

    /** Whom the nodes believe about enclaves. */
    Attester attester() {
        return attester;
    }

    /**
     * Who leads, and is not the node that led before: on a busy machine that one may have been
     * elected again since it came back, and then is told to step down.
     *
     * @param before 0 for any leader
     */
    NodeState leaderOtherThan(int before) throws IOException {
        NodeState leader = cluster.leader();
        for (int round = 0; leader.node() == before && round < STEPS_DOWN; round++) {
            stepDown();
            leader = cluster.leader();
        }
        return leader;
    }

    private void stepDown() {
        try {
            var _ = cluster.administer("step-down");
        } catch (IOException notNow) {
            // Nobody took over in time: whoever leads is asked again.
            return;
        }
    }

    DevCluster nodes() {
        return cluster;
    }

    String env(String name) {
        return cluster.env(name);
    }

    /** The public URL of a vault. */
    String vaultUrl(String vault) {
        return env("STRONGROOM_VAULT_URI").replace("//default.", "//" + vault + ".");
    }

    /** The secrets officer, but for what the caller changes. */
    ClientSecretCredentialBuilder credential() {
        return new ClientSecretCredentialBuilder()
                .authorityHost(env("AZURE_AUTHORITY_HOST"))
                .tenantId(env("AZURE_TENANT_ID"))
                .clientId(env("AZURE_CLIENT_ID"))
                .clientSecret(env("AZURE_CLIENT_SECRET"))
                .disableInstanceDiscovery();
    }

    /** The stock SDK as anyone sets it up, the challenge's resource verified. */
    SecretClientBuilder stock(String vault) {
        return stock(vault, credential().build());
    }

    SecretClientBuilder stock(String vault, ClientSecretCredential credential) {
        return new SecretClientBuilder().vaultUrl(vaultUrl(vault)).credential(credential);
    }

    /** The same for keys. */
    KeyClientBuilder stockKeys(String vault) {
        return new KeyClientBuilder().vaultUrl(vaultUrl(vault)).credential(credential().build());
    }

    /** For the use of one key, as anyone sets it up. */
    CryptographyClientBuilder stockCryptography(String keyId) {
        return new CryptographyClientBuilder()
                .keyIdentifier(keyId)
                .credential(credential().build());
    }

    /** The SDK over our transport, token requests included. */
    SecretClientBuilder overOurTransport(String vault, Transport transport) {
        StrongroomHttpClient http = new StrongroomHttpClient(transport);
        return stock(vault, credential().httpClient(http).build())
                .httpClient(http)
                .addPolicy(new RepeatabilityPolicy());
    }

    /** A transport that only ever asks one node. */
    Transport onlyTo(int node, Tuning tuning) throws IOException {
        try (Transport all = cluster.transport(tuning)) {
            Cluster everything = all.cluster();
            return new Transport(everything.only(cluster.nodes().get(node - 1)), tuning);
        }
    }

    @Override
    public void close() throws IOException {
        if (running.getAndSet(false)) {
            cluster.close();
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("stopping the nodes failed: " + e.getMessage());
        }
    }
}
