package io.strongroom.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

final class ConfigLoaderTest {
    private Path folder;
    private ExampleConfig example;

    @BeforeEach
    void makeFiles(@TempDir Path temp) throws IOException {
        folder = temp;
        example = ExampleConfig.in(folder);
    }

    @Test
    void load_example_hasItsValues() throws Exception {
        NodeConfig config = example.load(ExampleConfig.text());

        assertEquals(new NodeSettings(1, Path.of("/var/lib/strongroom")), config.node());
        assertEquals(3, config.cluster().peers().size());
        assertEquals(
                new ClusterSettings.Peer(2, "node2.example.org", 8444),
                config.cluster().peers().get(1));
        assertEquals(folder.resolve("cluster/node1.key"), config.cluster().privateKey());
        assertEquals(443, config.names().publicPort());
        assertEquals("login.example.org", config.names().authority().getHost());
        assertEquals(
                Optional.of(
                        new RootKeySettings.Software(
                                folder.resolve("rootkey.p12"),
                                Optional.of(folder.resolve("rootkey.pass")),
                                Optional.empty())),
                config.rootKey().software());
        assertEquals(
                new BootstrapSettings.VaultSettings("default", 90, true),
                config.bootstrap().vaults().getFirst());
        assertEquals(
                "Key Vault Secrets Officer",
                config.bootstrap().roleAssignments().getFirst().role());
        assertTrue(config.admin().isPrincipal("5b2f3c40-6d55-4c43-8a4f-6a1b5e0d8c02"));
    }

    @Test
    void loadRootKey_nothingElseIsThere_hasItAndTheCluster() throws Exception {
        NodeConfig whole = example.load(ExampleConfig.text());
        for (String other : List.of("cluster/node1.pem", "tls/public.key", "pipeline.secret")) {
            Files.delete(folder.resolve(other));
        }

        ClusterRootKey read = ClusterRootKey.load(example.file());

        assertEquals(whole.cluster().id(), read.cluster());
        assertEquals(whole.rootKey(), read.rootKey());
        Files.delete(folder.resolve("rootkey.pass"));
        assertThrows(ConfigException.class, () -> ClusterRootKey.load(example.file()));
        Files.writeString(example.file(), "node: {id: 1}");
        String mistakes =
                String.valueOf(
                        assertThrows(
                                        ConfigException.class,
                                        () -> ClusterRootKey.load(example.file()))
                                .getMessage());
        assertTrue(mistakes.contains("rootKey") && mistakes.contains("cluster"), mistakes);
    }

    /** The commented alternative must not rot either. */
    @Test
    void load_exampleWithHsm_hasTheToken() throws Exception {
        String text = ExampleConfig.text();
        int software = text.indexOf("  software:");
        int pkcs11 = text.indexOf("  # pkcs11:");
        int tokens = text.indexOf("tokens:\n");
        String withHsm =
                text.substring(0, software)
                        + text.substring(pkcs11, tokens)
                                .replace("# ", "")
                                .replace("/usr/lib/softhsm/libsofthsm2.so", "cluster/ca.pem")
                        + text.substring(tokens);

        assertEquals(
                Optional.of(
                        new RootKeySettings.Pkcs11(
                                folder.resolve("cluster/ca.pem"),
                                "strongroom",
                                folder.resolve("hsm.pin"),
                                "root-key")),
                example.load(withHsm).rootKey().pkcs11());
    }

    @Test
    void load_withoutOptionalKeys_usesTheDefaults() throws Exception {
        String text =
                ExampleConfig.text()
                        .replace("  publicPort: 443\n", "")
                        .replace("  join: false\n", "")
                        .replace("  lifetime: PT1H\n", "")
                        .replace("  extraAudiences: []\n", "")
                        .replace("      retentionDays: 90\n", "")
                        .replace("      purgeProtection: true\n", "");

        NodeConfig config = example.load(text);

        assertEquals(config.http().port(), config.names().publicPort());
        assertEquals(Duration.ofHours(1), config.tokens().lifetime());
        assertEquals(List.of(), config.tokens().extraAudiences());
        assertEquals(false, config.cluster().join());
        assertEquals(
                new BootstrapSettings.VaultSettings("default", 90, false),
                config.bootstrap().vaults().getFirst());
        assertEquals(new ErasureSettings(Duration.ofMinutes(10)), config.erasure());
        assertEquals(new DiskSettings(OptionalInt.empty()), config.disk());
        assertEquals(new ReplicaSettings(10_000), config.replicas());
        assertEquals(new ReleaseSettings(List.of()), config.release());
    }

    @Test
    void load_releaseAuthorities_haveTheirKeysFromAFileOrUrl() throws Exception {
        NodeConfig config =
                example.load(
                        ExampleConfig.text()
                                + """

                                release:
                                  authorities:
                                    - issuer: https://one.example.org/
                                      jwksFile: cluster/ca.pem
                                    - issuer: https://two.example.org
                                      jwksUri: https://two.example.org/certs
                                """);
        assertEquals(
                List.of(
                        new ReleaseSettings.AuthoritySettings(
                                "https://one.example.org",
                                Optional.of(folder.resolve("cluster/ca.pem")),
                                Optional.empty()),
                        new ReleaseSettings.AuthoritySettings(
                                "https://two.example.org",
                                Optional.empty(),
                                Optional.of("https://two.example.org/certs"))),
                config.release().authorities());
    }

    @Test
    void load_roleOnAnObject_hasIt() throws Exception {
        NodeConfig config =
                example.load(
                        ExampleConfig.with(
                                "      vault: default\n",
                                "      vault: default\n      object: Keys/Invoices\n"));
        assertEquals(
                Optional.of("keys/invoices"),
                config.bootstrap().roleAssignments().getFirst().object());
    }

    @Test
    void load_erasureAndDisk_haveTheirValues() throws Exception {
        NodeConfig config =
                example.load(
                        ExampleConfig.text()
                                + "\nerasure:\n  within: PT10S\ndisk:\n  lowMebibytes: 16\n");
        assertEquals(new ErasureSettings(Duration.ofSeconds(10)), config.erasure());
        assertEquals(new DiskSettings(OptionalInt.of(16)), config.disk());
    }

    @Test
    void load_replicas_haveTheirValue() throws Exception {
        NodeConfig config =
                example.load(ExampleConfig.text() + "\nreplicas:\n  compareEvery: 200\n");
        assertEquals(new ReplicaSettings(200), config.replicas());
    }

    @Test
    void load_withoutBootstrap_foundsNothing() throws Exception {
        String text = ExampleConfig.text();

        NodeConfig config = example.load(text.substring(0, text.indexOf("bootstrap:")));

        assertEquals(new BootstrapSettings(List.of(), List.of(), List.of()), config.bootstrap());
        assertEquals(new AdminSettings(List.of()), config.admin());
    }

    @Test
    void load_nodeThatJoins_mayHaveAnyNumberOfPeers() throws Exception {
        String joining = ExampleConfig.with("  join: false", "  join: true");
        String third = "    - {id: 3, host: node3.example.org, port: 8444}\n";
        String second = "    - {id: 2, host: node2.example.org, port: 8444}\n";

        NodeConfig config = example.load(joining.replace(third, ""));

        assertTrue(config.cluster().join());
        assertEquals(2, config.cluster().peers().size());
        assertTrue(
                example.mistakes(joining.replace(third, "").replace(second, ""))
                        .getFirst()
                        .endsWith(
                                "cluster.peers: a node that joins lists itself and every"
                                        + " member"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "yes, true", "on, true", "false, false", "no, false"})
    void load_truthValue_isReadInAnyOfYamlsWords(String word, boolean expected) throws Exception {
        NodeConfig config =
                example.load(
                        ExampleConfig.with("purgeProtection: true", "purgeProtection: " + word));

        assertEquals(expected, config.bootstrap().vaults().getFirst().purgeProtection());
    }

    @Test
    void load_missingConfiguration_isNamed() {
        Path absent = folder.resolve("absent.yaml");

        ConfigException refusal =
                assertThrows(ConfigException.class, () -> ConfigLoader.load(absent));

        assertEquals(absent + ": no such configuration file", refusal.getMessage());
        assertFalse(Files.exists(absent));
    }
}
