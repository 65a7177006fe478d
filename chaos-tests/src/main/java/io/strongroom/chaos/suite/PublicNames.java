package io.strongroom.chaos.suite;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.suite.stage.StagePlan;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cluster's public names and its authority, for clients that ask this JVM for both: what a name
 * service and an operator do elsewhere.
 */
final class PublicNames {
    private PublicNames() {}

    /**
     * Has this JVM find the names at every node, and trust the cluster. It asks no other name
     * service any more.
     *
     * <p>To be called before this JVM resolves its first name, which settles where it asks.
     *
     * @param file is written
     */
    static void adopt(StagePlan plan, Access access, Path file) throws IOException {
        String names =
                URI.create(access.env("STRONGROOM_VAULT_URI")).getHost()
                        + " "
                        + URI.create(access.env("AZURE_AUTHORITY_HOST")).getHost();
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        // One line per address: a name has all of them, as in DNS.
        for (int node = 1; node <= plan.nodes(); node++) {
            hosts.append(plan.address(node)).append(' ').append(names).append('\n');
        }
        Files.writeString(file, hosts);
        System.setProperty("jdk.net.hosts.file", file.toString());
        System.setProperty("javax.net.ssl.trustStore", access.env("STRONGROOM_TRUSTSTORE"));
        System.setProperty(
                "javax.net.ssl.trustStorePassword", access.env("STRONGROOM_TRUSTSTORE_PASSWORD"));
    }
}
