package io.strongroom.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * How one node takes part in the log.
 *
 * @param clusterId identifies the group; a node refuses a folder of another one
 * @param nodeId this node's id, one of the peers'
 * @param peers every founding voter, this node included; for a node that joins, itself and every
 *     member: it lets in nobody else before it is one. Read at the first start only: afterwards the
 *     membership is in the log
 * @param join true when this node's first start waits to be taken in by a running cluster instead
 *     of founding one
 * @param dataDir the log's own folder; nothing else may live in it (F6)
 * @param tls the node's identity towards its peers; there is no plain transport
 * @param requestTimeout how long a proposal or a read barrier may take
 */
public record LogConfig(
        UUID clusterId,
        int nodeId,
        List<Peer> peers,
        boolean join,
        Path dataDir,
        TlsFiles tls,
        Duration requestTimeout) {

    public LogConfig {
        peers = List.copyOf(peers);
        if (peers.stream().noneMatch(peer -> peer.nodeId() == nodeId)) {
            throw new IllegalArgumentException("node " + nodeId + " is not among the peers");
        }
    }

    /** This node, as the peers list it. */
    public Peer self() {
        return peers.stream().filter(peer -> peer.nodeId() == nodeId).findFirst().orElseThrow();
    }

    /**
     * A voter.
     *
     * @param nodeId a positive number, never used again for another disk
     * @param host name or address that the other nodes reach it under
     * @param port the log's port
     */
    public record Peer(int nodeId, String host, int port) {}

    /**
     * PEM files for mutual TLS between nodes.
     *
     * @param certificate this node's chain, leaf first
     * @param privateKey its PKCS#8 key
     * @param trusted the authorities whose nodes are let in
     */
    public record TlsFiles(Path certificate, Path privateKey, Path trusted) {}
}
