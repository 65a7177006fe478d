package io.strongroom.chaos.fault;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Where this package's clusters lie, inside the build's own folder. */
final class Clusters {
    private Clusters() {}

    static Path home() {
        return Path.of(System.getProperty("strongroom.home", "..")).toAbsolutePath().normalize();
    }

    static Path parent() throws IOException {
        return Files.createDirectories(home().resolve("chaos-tests/target/clusters"));
    }

    /**
     * A new cluster that serves.
     *
     * @param settings YAML for every node's configuration
     */
    static NodeApi up(String name, String settings, String... options) throws IOException {
        return up(name, settings, Map.of(), options);
    }

    /** The same with more in the environment of its nodes. */
    static NodeApi up(
            String name, String settings, Map<String, String> variables, String... options)
            throws IOException {
        Path file = Files.createTempFile(parent(), name + "-", ".yaml");
        Files.writeString(file, settings);
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--base-port",
                                Integer.toString(FreePorts.base()),
                                "--settings",
                                file.toString()));
        all.addAll(Arrays.asList(options));
        DevCluster cluster =
                DevCluster.up(
                        home(),
                        Files.createTempDirectory(parent(), name + "-"),
                        variables,
                        all.toArray(String[]::new));
        try {
            return NodeApi.of(cluster);
        } catch (IOException | RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }
}
