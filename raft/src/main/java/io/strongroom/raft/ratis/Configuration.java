package io.strongroom.raft.ratis;

import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The newest membership in one node's log.
 *
 * @param index of its entry, -1 before the first
 * @param committed whether this node knows it to be committed
 * @param settled whether it is not the middle of a change
 * @param voters of the membership, without those that are leaving
 * @param listeners as {@code voters}
 * @param peers all of these, and those that are leaving
 */
record Configuration(
        long index,
        boolean committed,
        boolean settled,
        List<RaftPeer> voters,
        List<RaftPeer> listeners,
        Collection<RaftPeer> peers) {

    static Configuration of(RaftServer.Division division) {
        RaftConfiguration now = division.getRaftConf();
        List<RaftPeer> peers = new ArrayList<>(now.getAllPeers(RaftPeerRole.FOLLOWER));
        now.getAllPeers(RaftPeerRole.LISTENER).stream()
                .filter(peer -> peers.stream().noneMatch(p -> p.getId().equals(peer.getId())))
                .forEach(peers::add);
        return new Configuration(
                now.getLogEntryIndex(),
                division.getRaftLog().getLastCommittedIndex() >= now.getLogEntryIndex(),
                now.getPreviousPeers(RaftPeerRole.FOLLOWER).isEmpty()
                        && now.getPreviousPeers(RaftPeerRole.LISTENER).isEmpty(),
                List.copyOf(now.getCurrentPeers(RaftPeerRole.FOLLOWER)),
                List.copyOf(now.getCurrentPeers(RaftPeerRole.LISTENER)),
                List.copyOf(peers));
    }

    boolean contains(RaftPeerId id) {
        return peers.stream().anyMatch(peer -> peer.getId().equals(id));
    }

    boolean votes(RaftPeerId id) {
        return voters.stream().anyMatch(peer -> peer.getId().equals(id));
    }

    /** Whether it says for good that this node is no member. */
    boolean excludes(RaftPeerId id) {
        return committed && settled && !peers.isEmpty() && !contains(id);
    }
}
