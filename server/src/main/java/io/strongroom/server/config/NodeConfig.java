package io.strongroom.server.config;

/** Everything one node is told; the whole configuration file. */
public record NodeConfig(
        NodeSettings node,
        ClusterSettings cluster,
        HttpSettings http,
        NameSettings names,
        RootKeySettings rootKey,
        TokenSettings tokens,
        BootstrapSettings bootstrap) {}
