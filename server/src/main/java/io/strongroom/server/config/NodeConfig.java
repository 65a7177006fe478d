package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.util.stream.Collectors;

/** Everything one node is told; the whole configuration file. */
public record NodeConfig(
        NodeSettings node,
        ClusterSettings cluster,
        HttpSettings http,
        NameSettings names,
        RootKeySettings rootKey,
        TokenSettings tokens,
        BootstrapSettings bootstrap,
        AdminSettings admin,
        ErasureSettings erasure,
        DiskSettings disk,
        ReplicaSettings replicas,
        ReleaseSettings release) {
    public NodeConfig {
        ClusterSettings.Peer self =
                cluster.peers().stream()
                        .filter(peer -> peer.id() == node.id())
                        .findFirst()
                        .orElse(null);
        unless(
                self != null,
                "node.id",
                "node %d is not among cluster.peers (%s)"
                        .formatted(
                                node.id(),
                                cluster.peers().stream()
                                        .map(peer -> Integer.toString(peer.id()))
                                        .collect(Collectors.joining(", "))));
        unless(
                self == null
                        || self.port() != http.port()
                        || !self.host().equals(http.bindAddress()),
                "http.port",
                "port " + http.port() + " is the log's port of this node in cluster.peers");
    }
}
