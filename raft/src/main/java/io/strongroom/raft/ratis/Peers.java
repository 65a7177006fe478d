package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig.Peer;

import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

import java.util.List;

/** Our peers in Ratis' terms: node 3 is {@code n3}. */
final class Peers {
    private Peers() {}

    static RaftPeerId id(int nodeId) {
        return RaftPeerId.valueOf("n" + nodeId);
    }

    static int nodeId(RaftPeerId id) {
        return Integer.parseInt(id.toString().substring(1));
    }

    /** The other way round. */
    static Peer of(RaftPeer peer) {
        String address = peer.getAddress();
        int colon = address.lastIndexOf(':');
        return new Peer(
                nodeId(peer.getId()),
                address.startsWith("[")
                        ? address.substring(1, colon - 1)
                        : address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1)));
    }

    /** Equal priorities: with unequal ones Ratis moves leadership back amid an incident. */
    static List<RaftPeer> of(List<Peer> peers) {
        return peers.stream()
                .map(peer ->
                        RaftPeer.newBuilder()
                                .setId(id(peer.nodeId()))
                                .setAddress(address(peer))
                                .build())
                .toList();
    }

    /**
     * An IPv6 address in brackets (RFC 3986, 3.2.2): gRPC gives another up, for ever and at once.
     */
    private static String address(Peer peer) {
        return peer.host().indexOf(':') < 0
                ? peer.host() + ":" + peer.port()
                : "[" + peer.host() + "]:" + peer.port();
    }
}
