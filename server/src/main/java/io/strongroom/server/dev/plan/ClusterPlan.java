package io.strongroom.server.dev.plan;

import io.strongroom.storage.command.VaultName;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a development cluster is made of; written down when it is made, and when a node is added.
 *
 * @param nodes 3 or 5, the founding ones
 * @param basePort HTTPS on node N's address:basePort, the log on the port above
 * @param added the nodes made later, in ascending order
 * @param removed the nodes that were taken out, whose numbers are spent
 * @param network the first three numbers of the nodes' addresses, whose last is the node's own;
 *     null for 127.0.0
 */
public record ClusterPlan(
        int nodes,
        int basePort,
        RootKeyKind rootKey,
        List<VaultPlan> vaults,
        @Nullable List<Integer> added,
        @Nullable List<Integer> removed,
        @Nullable String network) {
    /**
     * The founding nodes and those that can be added: the certificates are made for all at once.
     */
    public static final int MAX_NODES = 9;

    public static final String DEFAULT_VAULT = "default";
    private static final int MAX_BASE_PORT = 65_534;
    private static final String LOOPBACK = "127.0.0";
    private static final Pattern NETWORK = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

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
        if (network != null && !NETWORK.matcher(network).matches()) {
            throw new IllegalArgumentException(
                    "a network is three numbers such as 172.29.77, not " + network);
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

    /** A new cluster, and one written down before nodes could be added. */
    public ClusterPlan(int nodes, int basePort, RootKeyKind rootKey, List<VaultPlan> vaults) {
        this(nodes, basePort, rootKey, vaults, List.of(), List.of(), null);
    }

    /**
     * On the hosts of another network.
     *
     * @param numbers such as {@code 172.29.77}
     */
    public ClusterPlan on(String numbers) {
        return new ClusterPlan(nodes, basePort, rootKey, vaults, added, removed, numbers);
    }

    /** With one node more. */
    public ClusterPlan with(int node) {
        if (node < 1 || node > MAX_NODES) {
            throw new IllegalArgumentException(
                    "a development cluster's nodes are 1 to " + MAX_NODES + ", not " + node);
        }
        if (nodeIds().contains(node)) {
            throw new IllegalArgumentException("the cluster has a node " + node + " already");
        }
        if (ids(removed).contains(node)) {
            throw new IllegalArgumentException(
                    "node " + node + " was removed, and its number is spent; choose another");
        }
        return new ClusterPlan(
                nodes,
                basePort,
                rootKey,
                vaults,
                Stream.concat(ids(added).stream(), Stream.of(node)).sorted().toList(),
                ids(removed),
                network);
    }

    /** With one node less; its number is not used again. */
    public ClusterPlan without(int node) {
        if (!nodeIds().contains(node)) {
            throw new IllegalArgumentException("the cluster has no node " + node);
        }
        if (nodeIds().size() == 1) {
            throw new IllegalArgumentException("node " + node + " is the cluster's last");
        }
        return new ClusterPlan(
                nodes,
                basePort,
                rootKey,
                vaults,
                ids(added),
                Stream.concat(ids(removed).stream(), Stream.of(node)).sorted().toList(),
                network);
    }

    /** The ids of all nodes, the founding ones first. */
    public List<Integer> nodeIds() {
        return Stream.concat(IntStream.rangeClosed(1, nodes).boxed(), ids(added).stream())
                .filter(node -> !ids(removed).contains(node))
                .toList();
    }

    /** The founding nodes that were not removed, or all nodes when none of them is left. */
    public List<Integer> founderIds() {
        List<Integer> founders = nodeIds().stream().filter(node -> node <= nodes).toList();
        return founders.isEmpty() ? nodeIds() : founders;
    }

    /** Absent in a file that an earlier version wrote. */
    private static List<Integer> ids(@Nullable List<Integer> written) {
        return written == null ? List.of() : written;
    }

    public String address(int node) {
        return (network == null ? LOOPBACK : network) + "." + node;
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
