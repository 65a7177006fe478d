package io.strongroom.server.dev;

import io.strongroom.server.dev.found.ClusterFounder;
import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.DevException;
import io.strongroom.server.dev.process.NodeProgram;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** {@code dev found}, and the first half of {@code dev up}: makes a cluster and starts nothing. */
record FoundStep(ClusterDir dir, NodeProgram program, PrintWriter progress) {

    /**
     * Makes it.
     *
     * @param settings YAML that is added to every node's configuration
     */
    void run(ClusterPlan plan, String settings) throws DevException {
        refuseFullFolder(dir);
        progress.printf("making a cluster of %d nodes in %s%n", plan.nodes(), dir.root());
        new ClusterFounder(dir, plan, program, progress).found();
        try {
            for (int node : plan.nodeIds()) {
                Files.writeString(dir.nodeYaml(node), settings, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new DevException("cannot add the settings: " + e.getMessage(), e);
        }
    }

    static void refuseFullFolder(ClusterDir dir) throws DevException {
        if (!dir.isEmptyOrMissing()) {
            throw new DevException(
                    dir.root() + " is not empty and holds no cluster; choose another --dir");
        }
    }
}
