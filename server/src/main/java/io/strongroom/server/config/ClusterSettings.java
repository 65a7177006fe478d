package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The nodes and how they trust each other.
 *
 * @param id made once, the same on every node; data of another cluster is refused
 * @param join true when this node's first start waits to be taken in by a running cluster instead
 *     of founding one; read at the first start only
 * @param peers three or five voters (one for a trial), this node included; for a node that joins,
 *     itself and every member
 * @param certificate PEM chain of this node for the other nodes, with its peer host among the SANs
 * @param privateKey PEM, PKCS#8
 * @param trusted PEM; only nodes with certificates of this authority are let in
 */
public record ClusterSettings(
        UUID id, boolean join, List<Peer> peers, Path certificate, Path privateKey, Path trusted) {
    public ClusterSettings {
        peers = List.copyOf(peers);
        unless(
                join || peers.size() == 1 || peers.size() == 3 || peers.size() == 5,
                "peers",
                "a cluster has 3 or 5 peers (1 for a trial), not " + peers.size());
        unless(
                !join || peers.size() > 1,
                "peers",
                "a node that joins lists itself and every member");
        Set<Integer> ids = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < peers.size(); i++) {
            Peer peer = peers.get(i);
            unless(
                    ids.add(peer.id()),
                    "peers[" + i + "].id",
                    "id " + peer.id() + " is taken by another peer");
            unless(
                    addresses.add(peer.host() + ":" + peer.port()),
                    "peers[" + i + "].host",
                    peer.host() + ":" + peer.port() + " is taken by another peer");
        }
    }

    /** A voter: its id, and where its log is reached. */
    public record Peer(int id, String host, int port) {
        public Peer {
            NodeSettings.checkId(id);
            Addresses.checkHost("host", host);
            Addresses.checkPort("port", port);
        }
    }
}
