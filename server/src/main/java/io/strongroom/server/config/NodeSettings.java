package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This node.
 *
 * @param id one of the cluster's peers
 * @param dataDir everything the node stores; made when missing
 */
public record NodeSettings(int id, Path dataDir) {
    /** As the administration's paths take it. */
    private static final int MAX_ID = 999_999_999;

    public NodeSettings {
        checkId(id);
        unless(
                !Files.exists(dataDir) || Files.isDirectory(dataDir),
                "dataDir",
                "not a folder: " + dataDir);
    }

    static void checkId(int id) {
        unless(
                id > 0 && id <= MAX_ID,
                "id",
                "a node id is a number from 1 to " + MAX_ID + ", not " + id);
    }
}
