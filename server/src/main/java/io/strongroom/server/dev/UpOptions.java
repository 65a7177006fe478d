package io.strongroom.server.dev;

import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.ClusterPlan.RootKeyKind;
import io.strongroom.server.dev.plan.ClusterPlan.VaultPlan;
import io.strongroom.server.dev.plan.DevException;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options of {@code dev up} that shape a new cluster. */
final class UpOptions {
    private static final int DEFAULT_NODES = 3;
    private static final int DEFAULT_BASE_PORT = 8443;

    @Option(
            names = "--nodes",
            paramLabel = "3|5",
            description = "How many nodes: 3 (the default) or 5.")
    private Optional<Integer> nodes = Optional.empty();

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description = {
                "HTTPS on this port of 127.0.0.1, 127.0.0.2, ...; the nodes talk on the next one.",
                "Default: 8443."
            })
    private Optional<Integer> basePort = Optional.empty();

    @Option(
            names = "--root-key",
            paramLabel = "software|pkcs11",
            description = {
                "Where the root key lives: in an encrypted file (the default), or in SoftHSM2, one"
                        + " token per node."
            })
    private Optional<RootKeyKind> rootKey = Optional.empty();

    @Option(
            names = "--vault",
            paramLabel = "NAME[:DAYS][:purge-protection]",
            description = {
                "A vault beside \"default\", with its retention (7-90 days, default 90).",
                "Can be given several times."
            })
    private List<String> vaults = List.of();

    @Option(
            names = "--add-hosts",
            description = "Add the cluster's names to /etc/hosts when they do not resolve (root).")
    private boolean addHosts;

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = {
                "YAML that is added to the configuration of every node of a new cluster, such as a"
                        + " section \"erasure\" or \"disk\"."
            })
    private Optional<Path> settings = Optional.empty();

    boolean addHosts() {
        return addHosts;
    }

    /** Whether anything was asked for that an existing cluster cannot change. */
    boolean shapeTheCluster() {
        return nodes.isPresent()
                || basePort.isPresent()
                || rootKey.isPresent()
                || settings.isPresent()
                || !vaults.isEmpty();
    }

    /**
     * What is added to every node's configuration.
     *
     * @throws DevException when the file cannot be read
     */
    String settings() throws DevException {
        if (settings.isEmpty()) {
            return "";
        }
        try {
            return Files.readString(settings.get());
        } catch (IOException e) {
            throw DevException.usage("--settings cannot be read: " + e.getMessage());
        }
    }

    /** The plan of a cluster on other hosts than this one. */
    ClusterPlan plan(String network) throws DevException {
        try {
            return plan().on(network);
        } catch (IllegalArgumentException refused) {
            throw DevException.usage(String.valueOf(refused.getMessage()));
        }
    }

    ClusterPlan plan() throws DevException {
        try {
            return new ClusterPlan(
                    nodes.orElse(DEFAULT_NODES),
                    basePort.orElse(DEFAULT_BASE_PORT),
                    rootKey.orElse(RootKeyKind.SOFTWARE),
                    vaults.stream().map(VaultPlan::parse).toList());
        } catch (IllegalArgumentException refused) {
            throw DevException.usage(String.valueOf(refused.getMessage()));
        }
    }
}
