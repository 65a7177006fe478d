package io.strongroom.server.dev.found;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.config.ConfigLoader;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.ClusterPlan.RootKeyKind;
import io.strongroom.server.dev.plan.ClusterPlan.VaultPlan;
import io.strongroom.server.dev.process.NodeProgram;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** One founded cluster, looked at from all sides. */
final class ClusterFounderTest {
    private static final ClusterPlan PLAN =
            new ClusterPlan(
                    3, 9443, RootKeyKind.SOFTWARE, List.of(new VaultPlan("other", 7, true)));
    private static ClusterDir dir;

    @BeforeAll
    static void found(@TempDir Path folder) throws Exception {
        dir = ClusterDir.of(folder.resolve("cluster"));
        new ClusterFounder(
                        dir,
                        PLAN,
                        new NodeProgram(List.of("false"), "Unused"),
                        new PrintWriter(Writer.nullWriter()))
                .found();
    }

    @Test
    void found_nodeYaml_loadsOnEveryNode() throws Exception {
        for (int node : PLAN.nodeIds()) {
            NodeConfig config = ConfigLoader.load(dir.nodeYaml(node));

            assertEquals(node, config.node().id());
            assertEquals(dir.node(node).resolve("data"), config.node().dataDir());
            assertEquals("127.0.0." + node, config.http().bindAddress());
            assertEquals(9443, config.http().port());
            assertEquals(9444, config.cluster().peers().get(node - 1).port());
            assertEquals(2, config.bootstrap().vaults().size());
            assertEquals(2, config.bootstrap().servicePrincipals().size());
            assertEquals(
                    List.of(
                            "Key Vault Secrets Officer on default",
                            "Key Vault Crypto Officer on default",
                            "Key Vault Secrets Officer on other",
                            "Key Vault Crypto Officer on other"),
                    config.bootstrap().roleAssignments().stream()
                            .map(one -> one.role() + " on " + one.vault())
                            .toList());
        }
    }

    @Test
    void found_nodes_shareClusterAndRootKey() throws Exception {
        assertEquals(
                ConfigLoader.load(dir.nodeYaml(1)).cluster().id(),
                ConfigLoader.load(dir.nodeYaml(3)).cluster().id());
        assertArrayEquals(
                Files.readAllBytes(dir.node(1).resolve("rootkey.p12")),
                Files.readAllBytes(dir.node(3).resolve("rootkey.p12")));
    }

    @Test
    void found_clientEnv_hasEveryKeyWithoutQuotes() throws Exception {
        Map<String, String> env = clientEnv();

        assertEquals("https://default.vault.localhost:9443", env.get("STRONGROOM_VAULT_URI"));
        assertEquals(
                "https://127.0.0.1:9443,https://127.0.0.2:9443,https://127.0.0.3:9443",
                env.get("STRONGROOM_NODES"));
        assertEquals("https://login.localhost:9443", env.get("AZURE_AUTHORITY_HOST"));
        assertEquals(dir.authority().toString(), env.get("STRONGROOM_CA"));
        assertEquals(
                Set.of(
                        "STRONGROOM_VAULT_URI",
                        "STRONGROOM_NODES",
                        "STRONGROOM_CA",
                        "STRONGROOM_TRUSTSTORE",
                        "STRONGROOM_TRUSTSTORE_PASSWORD",
                        "AZURE_TENANT_ID",
                        "AZURE_CLIENT_ID",
                        "AZURE_CLIENT_SECRET",
                        "AZURE_AUTHORITY_HOST",
                        "STRONGROOM_NOROLE_CLIENT_ID",
                        "STRONGROOM_NOROLE_CLIENT_SECRET"),
                env.keySet());
        for (String value : env.values()) {
            assertTrue(value.matches("[A-Za-z0-9/._+@%=:,-]+"), value);
        }
        assertEquals(40, env.getOrDefault("AZURE_CLIENT_SECRET", "").length());
        assertEquals(
                env.get("AZURE_CLIENT_SECRET"),
                Files.readString(dir.principals().resolve("dev-officer.secret")));
    }

    @Test
    void found_secretFiles_areTheOwnersOnly() throws Exception {
        for (Path secret :
                List.of(
                        dir.clientEnv(),
                        dir.principals().resolve("dev-norole.secret"),
                        dir.node(1).resolve("public.key"),
                        dir.node(2).resolve("cluster.key"),
                        dir.node(2).resolve("rootkey.p12"),
                        dir.node(3).resolve("rootkey.pass"))) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)),
                    secret.toString());
        }
    }

    @Test
    void found_publicCertificate_isTrustedForEveryName() throws Exception {
        X509Certificate certificate = certificate(dir.node(2).resolve("public.pem"));

        validate(certificate, dir.authority());
        assertEquals(
                Set.of(
                        "localhost",
                        "*.vault.localhost",
                        "login.localhost",
                        "management.localhost",
                        "graph.localhost",
                        "*.managedhsm.localhost",
                        "127.0.0.1",
                        "127.0.0.2",
                        "127.0.0.3",
                        "127.0.0.4",
                        "127.0.0.5",
                        "127.0.0.6",
                        "127.0.0.7",
                        "127.0.0.8",
                        "127.0.0.9"),
                certificate.getSubjectAlternativeNames().stream()
                        .map(name -> (String) name.get(1))
                        .collect(Collectors.toSet()));
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
        assertEquals(-1, certificate.getBasicConstraints());
    }

    @Test
    void found_nodeCertificate_isOfAnotherAuthority() throws Exception {
        X509Certificate certificate = certificate(dir.node(3).resolve("cluster.pem"));

        validate(certificate, dir.node(1).resolve("cluster-ca.pem"));
        assertEquals(
                List.of(List.of(7, "127.0.0.3")),
                List.copyOf(certificate.getSubjectAlternativeNames()));
        assertEquals(
                Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"),
                Set.copyOf(certificate.getExtendedKeyUsage()));
        assertFalse(
                certificate(dir.authority())
                        .equals(certificate(dir.node(1).resolve("cluster-ca.pem"))));
    }

    @Test
    void found_trustStore_opensWithItsPasswordAndTrustsTheAuthority() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(dir.trustStore())) {
            store.load(
                    in,
                    clientEnv().getOrDefault("STRONGROOM_TRUSTSTORE_PASSWORD", "").toCharArray());
        }

        String alias = store.aliases().nextElement();
        assertTrue(store.isCertificateEntry(alias));
        assertEquals(certificate(dir.authority()), store.getCertificate(alias));
    }

    private static Map<String, String> clientEnv() throws Exception {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(dir.clientEnv())) {
            properties.load(reader);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static X509Certificate certificate(Path pem) throws Exception {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void validate(X509Certificate certificate, Path authority) throws Exception {
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(certificate(authority), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(List.of(certificate)),
                        parameters);
    }
}
