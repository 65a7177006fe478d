package io.strongroom.server.dev.found;

import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.DevException;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes the folder of one more node: the certificates that were made with the cluster, a copy of
 * the first node's root key and configuration, with {@code join: true}. The plan is written last.
 */
public record NodeAdder(ClusterDir dir, ClusterPlan plan) {
    private static final int MODEL = 1;

    /**
     * Makes it and returns the plan with it.
     *
     * @throws DevException when the number is taken or the cluster was made by an older version
     */
    public ClusterPlan add(int node) throws DevException {
        ClusterPlan grown;
        try {
            grown = plan.with(node);
        } catch (IllegalArgumentException refused) {
            throw DevException.usage(String.valueOf(refused.getMessage()));
        }
        if (!Files.isDirectory(dir.spare(node))) {
            throw new DevException(
                    dir.spare(node) + " is missing: no node " + node + " can be added any more");
        }
        try {
            fill(node, grown);
            dir.write(grown);
            return grown;
        } catch (IOException failed) {
            throw new DevException(
                    "cannot make the node in " + dir.node(node) + ": " + failed.getMessage(),
                    failed);
        }
    }

    private void fill(int node, ClusterPlan grown) throws IOException {
        // What an attempt that failed has left behind.
        SecretFiles.delete(dir.node(node));
        SecretFiles.copy(dir.spare(node), dir.node(node));
        for (String name : rootKeyFiles()) {
            SecretFiles.copy(dir.node(MODEL).resolve(name), dir.node(node).resolve(name));
        }
        if (plan.rootKey() == ClusterPlan.RootKeyKind.PKCS11) {
            String conf = Files.readString(dir.softHsmConf(MODEL));
            Files.writeString(
                    dir.softHsmConf(node),
                    conf.replace(dir.node(MODEL) + "/", dir.node(node) + "/"));
        }
        Files.writeString(
                dir.nodeYaml(node), joining(Files.readString(dir.nodeYaml(MODEL)), node, grown));
        ClientEnv.relist(dir, grown);
    }

    private List<String> rootKeyFiles() {
        return switch (plan.rootKey()) {
            case SOFTWARE -> List.of("rootkey.p12", "rootkey.pass");
            case PKCS11 -> List.of("hsm.pin", "tokens");
        };
    }

    /** The first node's configuration, which people edit, as that of a node that joins. */
    static String joining(String model, int node, ClusterPlan plan) {
        String peers =
                plan.nodeIds().stream()
                        .map(id ->
                                "    - {id: %d, host: %s, port: %d}\n"
                                        .formatted(id, plan.address(id), plan.raftPort()))
                        .collect(Collectors.joining());
        return model.replaceFirst("(?m)^# Node .*$", "# Node " + node + ", added later")
                .replaceFirst("(?m)^node:\n  id: \\d+$", "node:\n  id: " + node)
                .replaceFirst("(?m)^  peers:\n(    - .*\n)+", "  join: true\n  peers:\n" + peers)
                .replaceFirst("(?m)^  bindAddress: .*$", "  bindAddress: " + plan.address(node));
    }
}
