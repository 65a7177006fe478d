package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ratis.membership.PeerQuestion;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

import java.time.Duration;
import java.util.List;

/**
 * Keeps a node whose disk was lost from coming back under its old id: it has forgotten what it
 * voted for and which entries it has acknowledged, and a majority with it can lose acknowledged
 * writes. Its peers remember it. With no peer to ask, nothing can be known: that is a cluster being
 * founded.
 */
final class Amnesia {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Amnesia() {}

    /** To be called before the first start in a fresh folder; takes two seconds at most. */
    static void check(LogConfig config, ClientId client, RaftProperties properties, Parameters tls)
            throws RaftException {
        RaftPeerId self = Peers.id(config.nodeId());
        List<RaftPeer> peers =
                Peers.of(config.peers()).stream()
                        .filter(peer -> !peer.getId().equals(self))
                        .toList();
        List<PeerQuestion.Answer> answers;
        try (PeerLinks links = new PeerLinks(client, properties, tls, () -> peers)) {
            answers =
                    PeerSurvey.ask(
                            links,
                            RaftGroupId.valueOf(config.clusterId()),
                            peers.stream().map(RaftPeer::getId).toList(),
                            new PeerQuestion(config.nodeId()),
                            PATIENCE);
        }
        if (answers.stream().anyMatch(PeerQuestion.Answer::spoken)) {
            throw new RaftException(
                    Outcome.NOT_APPENDED,
                    "node %d has taken part in this cluster before, but its folder %s is empty: its disk was lost or wiped, and with it what it has promised to the others; replace it by a node with an id that was never used (strongroom cluster replace-node), or restore the folder"
                            .formatted(config.nodeId(), config.dataDir()));
        }
    }
}
