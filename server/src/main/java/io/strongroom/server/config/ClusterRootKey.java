package io.strongroom.server.config;

import io.strongroom.server.config.yaml.Section;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * What a configuration file says of the root key: where it is, and whose. On a machine that only
 * restores it nothing else that the file names need be there.
 */
public record ClusterRootKey(UUID cluster, RootKeySettings rootKey) {
    /**
     * Reads these two and nothing else of a node's configuration file.
     *
     * @throws ConfigException naming line and path of each mistake in them, or why the file is
     *     unreadable
     */
    public static ClusterRootKey load(Path file) throws ConfigException {
        return ConfigLoader.load(file, ClusterRootKey::of);
    }

    private static Optional<ClusterRootKey> of(Section root) {
        UUID cluster = root.section("cluster").uuid("id");
        return ConfigLoader.rootKey(root.section("rootKey"))
                .map(rootKey -> new ClusterRootKey(cluster, rootKey));
    }
}
