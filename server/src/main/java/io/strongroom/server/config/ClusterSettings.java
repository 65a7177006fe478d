package io.strongroom.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The nodes and how they trust each other.
 *
 * @param id made once, the same on every node; data of another cluster is refused
 * @param peers three or five voters (one for a trial), this node included
 * @param certificate PEM chain of this node for the other nodes, with its peer host among the SANs
 * @param privateKey PEM, PKCS#8
 * @param trusted PEM; only nodes with certificates of this authority are let in
 */
public record ClusterSettings(
        UUID id, List<Peer> peers, Path certificate, Path privateKey, Path trusted) {
    public ClusterSettings {
        peers = List.copyOf(peers);
    }

    /** A voter: its id, and where its log is reached. */
    public record Peer(int id, String host, int port) {}
}
