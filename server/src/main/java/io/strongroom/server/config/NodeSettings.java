package io.strongroom.server.config;

import java.nio.file.Path;

/**
 * This node.
 *
 * @param id one of the cluster's peers
 * @param dataDir everything the node stores; made when missing
 */
public record NodeSettings(int id, Path dataDir) {}
