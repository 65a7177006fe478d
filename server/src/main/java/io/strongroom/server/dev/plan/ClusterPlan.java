package io.strongroom.server.dev.plan;

import io.strongroom.storage.command.VaultName;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a development cluster is made of; written down when it is made and never changed.
 *
 * @param nodes 3 or 5
 * @param basePort HTTPS on 127.0.0.N:basePort, the log on the port above
 */
public record ClusterPlan(int nodes, int basePort, RootKeyKind rootKey, List<VaultPlan> vaults) {
    public static final String DEFAULT_VAULT = "default";
    private static final int MAX_BASE_PORT = 65_534;

    /** Where the cluster's root key lives. */
    public enum RootKeyKind {
        SOFTWARE,
        PKCS11
    }

    /** A vault made at bootstrap. */
    public record VaultPlan(String name, int retentionDays, boolean purgeProtection) {
        public VaultPlan {
            name = VaultName.of(name).value();
            if (retentionDays < 7 || retentionDays > 90) {
                throw new IllegalArgumentException(
                        "a vault's retention is 7 to 90 days, not " + retentionDays);
            }
        }

        /**
         * Reads {@code NAME[:DAYS][:purge-protection]}.
         *
         * @throws IllegalArgumentException saying what is wrong with it
         */
        public static VaultPlan parse(String text) {
            String[] parts = text.split(":", -1);
            int retentionDays = 90;
            boolean purgeProtection = false;
            for (int i = 1; i < parts.length; i++) {
                if (parts[i].equals("purge-protection") && i == parts.length - 1) {
                    purgeProtection = true;
                } else if (i == 1 && parts[i].matches("\\d{1,3}")) {
                    retentionDays = Integer.parseInt(parts[i]);
                } else {
                    throw new IllegalArgumentException(
                            "\"" + text + "\" is not NAME[:DAYS][:purge-protection]");
                }
            }
            return new VaultPlan(parts[0], retentionDays, purgeProtection);
        }
    }

    public ClusterPlan {
        if (nodes != 3 && nodes != 5) {
            throw new IllegalArgumentException("a cluster has 3 or 5 nodes, not " + nodes);
        }
        if (basePort < 1 || basePort > MAX_BASE_PORT) {
            throw new IllegalArgumentException(
                    "a base port is 1 to " + MAX_BASE_PORT + ", not " + basePort);
        }
        List<VaultPlan> all = new ArrayList<>(vaults);
        if (all.stream().noneMatch(vault -> vault.name().equals(DEFAULT_VAULT))) {
            all.addFirst(new VaultPlan(DEFAULT_VAULT, 90, false));
        }
        if (all.stream().map(VaultPlan::name).distinct().count() < all.size()) {
            throw new IllegalArgumentException("a vault is given twice");
        }
        vaults = List.copyOf(all);
    }

    /** The node ids, 1 to {@link #nodes}. */
    public List<Integer> nodeIds() {
        return IntStream.rangeClosed(1, nodes).boxed().toList();
    }

    public static String address(int node) {
        return "127.0.0." + node;
    }

    public String url(int node) {
        return "https://" + address(node) + ":" + basePort;
    }

    public int raftPort() {
        return basePort + 1;
    }

    public String vaultHost(VaultPlan vault) {
        return vault.name() + "." + Names.DOMAIN;
    }
}
