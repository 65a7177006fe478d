package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;
import io.strongroom.chaos.suite.stage.Watch;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Every node of a real cluster tells its digest, followers too. */
final class ReplicasIT {
    private static final Path HOME =
            Path.of(System.getProperty("strongroom.home", "..")).toAbsolutePath().normalize();
    private static final int NODES = 3;
    private static final int INTERVAL = 100;

    @Test
    void compare_nodesOfOneCluster_haveOneDigest() throws IOException, InterruptedException {
        Path clusters = Files.createDirectories(HOME.resolve("chaos-tests/target/clusters"));
        Path folder = Files.createTempDirectory(clusters, "replicas-");
        Path settings = Files.createTempFile(clusters, "replicas-", ".yaml");
        Files.writeString(settings, "replicas: {compareEvery: %d}\n".formatted(INTERVAL));
        try (DevCluster cluster =
                DevCluster.up(
                        HOME,
                        folder,
                        "--base-port",
                        Integer.toString(FreePorts.base()),
                        "--settings",
                        settings.toString())) {
            Verdict found = compare(Access.read(cluster.folder().resolve("client.env")));

            assertEquals(Verdict.Ruling.PASS, found.ruling(), found::toString);
            assertTrue(found.reason().startsWith("3 nodes have the digest "), found::toString);
        }
    }

    private static Verdict compare(Access access) throws IOException, InterruptedException {
        try (Watch watch = new Watch(access);
                Transport transport = access.transport(Tuning.defaults())) {
            return new Replicas(
                            watch,
                            access.client(transport),
                            access.tokens(transport),
                            NODES,
                            INTERVAL)
                    .compare();
        }
    }
}
