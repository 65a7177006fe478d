package io.strongroom.server.dev.found;

import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.DevException;
import io.strongroom.server.dev.plan.Names;
import io.strongroom.server.dev.process.NodeProgram;

import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Fills the folder of a new cluster: everything that the nodes and their clients read. The plan is
 * written last, so that a folder with a plan is complete.
 */
public record ClusterFounder(
        ClusterDir dir, ClusterPlan plan, NodeProgram program, PrintWriter progress) {

    /**
     * Makes the cluster.
     *
     * @throws DevException when something is missing on this machine; the folder is empty again
     */
    public void found() throws DevException {
        try {
            Files.createDirectories(dir.root());
            fill();
            dir.write(plan);
        } catch (IOException | GeneralSecurityException failed) {
            clear();
            throw new DevException(
                    "cannot make a cluster in " + dir.root() + ": " + failed.getMessage(), failed);
        } catch (DevException failed) {
            clear();
            throw failed;
        }
    }

    private void fill() throws IOException, GeneralSecurityException, DevException {
        Credentials credentials = Credentials.random();
        SecretFiles.folder(dir.principals());
        for (Principal principal : List.of(credentials.officer(), credentials.noRole())) {
            SecretFiles.write(
                    dir.principals().resolve(principal.name() + ".secret"), principal.secret());
        }
        for (int node : plan.nodeIds()) {
            SecretFiles.folder(dir.node(node));
        }
        writeCertificates(credentials);
        Optional<Path> pkcs11Module =
                new RootKeyProvision(dir, plan, program, progress).provision();
        NodeYaml yaml = new NodeYaml(plan, credentials, UUID.randomUUID(), pkcs11Module);
        for (int node : plan.nodeIds()) {
            Files.writeString(dir.nodeYaml(node), yaml.text(node));
        }
        SecretFiles.write(dir.clientEnv(), ClientEnv.text(dir, plan, credentials));
    }

    private void writeCertificates(Credentials credentials)
            throws IOException, GeneralSecurityException {
        Certificates publicAuthority =
                Certificates.newAuthority("Strongroom development authority");
        Certificates.Identity publicIdentity =
                publicAuthority.issue(
                        "Strongroom development cluster",
                        publicNames(),
                        List.of(KeyPurposeId.id_kp_serverAuth));
        // Another authority: no client certificate must ever be let in between the nodes.
        Certificates clusterAuthority = Certificates.newAuthority("Strongroom development nodes");
        Files.writeString(dir.authority(), publicAuthority.authorityPem());
        writeTrustStore(publicAuthority.authority(), credentials.trustStorePassword());
        SecretFiles.folder(dir.spare());
        for (int node = 1; node <= ClusterPlan.MAX_NODES; node++) {
            // The authorities' keys are gone afterwards: nodes to be added have theirs now.
            Path folder = plan.nodeIds().contains(node) ? dir.node(node) : dir.spare(node);
            SecretFiles.folder(folder);
            Certificates.Identity nodeIdentity =
                    clusterAuthority.issue(
                            "node-" + node,
                            List.of(Certificates.ipAddress(plan.address(node))),
                            List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
            Certificates.write(publicIdentity, folder, "public");
            Certificates.write(nodeIdentity, folder, "cluster");
            Files.writeString(folder.resolve("cluster-ca.pem"), clusterAuthority.authorityPem());
        }
    }

    private List<GeneralName> publicNames() {
        List<GeneralName> names = new ArrayList<>();
        Stream.of(
                        "localhost",
                        "*." + Names.DOMAIN,
                        Names.LOGIN,
                        Names.MANAGEMENT,
                        Names.GRAPH,
                        Names.MANAGED_HSMS)
                .map(Certificates::dnsName)
                .forEach(names::add);
        for (int node = 1; node <= ClusterPlan.MAX_NODES; node++) {
            names.add(Certificates.ipAddress(plan.address(node)));
        }
        return names;
    }

    private void writeTrustStore(X509Certificate authority, String password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("strongroom-dev", authority);
        try (OutputStream out = Files.newOutputStream(dir.trustStore())) {
            store.store(out, password.toCharArray());
        }
    }

    /** The folder was empty before: a half-made cluster would only stand in the next one's way. */
    private void clear() throws DevException {
        try (Stream<Path> content = Files.list(dir.root())) {
            for (Path each : content.toList()) {
                SecretFiles.delete(each);
            }
        } catch (IOException failed) {
            throw new DevException("cannot empty " + dir.root() + ": " + failed, failed);
        }
    }
}
