package io.strongroom.chaos.suite;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.suite.stage.StagePlan;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
     * @param vaults whose names they are, beside the one that every cluster has
     * @param file is written
     */
    static void adopt(StagePlan plan, Access access, List<String> vaults, Path file)
            throws IOException {
        Stream<URI> always =
                Stream.of("STRONGROOM_VAULT_URI", "AZURE_AUTHORITY_HOST")
                        .map(name -> URI.create(access.env(name)));
        String names =
                Stream.concat(always, vaults.stream().map(access::vault))
                        .map(URI::getHost)
                        .collect(Collectors.joining(" "));
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
