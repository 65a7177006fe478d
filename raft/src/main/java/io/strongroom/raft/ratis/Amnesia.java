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

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a node whose disk was lost from coming back under its old id: it has forgotten what it
 * voted for and which entries it has acknowledged, and a majority with it can lose acknowledged
 * writes. Its peers remember it. With no peer to ask, nothing can be known: that is a cluster being
 * founded. A peer that is there and says nothing may only be slow, so it is asked for a while.
 */
final class Amnesia {
    /** More than a busy machine stands still. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private Amnesia() {}

    /**
     * To be called before the first start in a fresh folder. Takes no longer than the peers take to
     * answer or to refuse the connection, and ten seconds when one does neither.
     */
    static void check(LogConfig config, ClientId client, RaftProperties properties, Parameters tls)
            throws RaftException {
        RaftPeerId self = Peers.id(config.nodeId());
        RaftGroupId group = RaftGroupId.valueOf(config.clusterId());
        PeerQuestion question = new PeerQuestion(config.nodeId());
        List<RaftPeer> peers =
                Peers.of(config.peers()).stream()
                        .filter(peer -> !peer.getId().equals(self))
                        .toList();
        boolean spoken;
        try (PeerLinks links = new PeerLinks(client, properties, tls, () -> peers)) {
            List<CompletableFuture<Boolean>> asked =
                    peers.stream()
                            .map(peer ->
                                    CompletableFuture.supplyAsync(
                                            () -> remembers(links, group, peer.getId(), question),
                                            Thread::startVirtualThread))
                            .toList();
            spoken = asked.stream().map(CompletableFuture::join).toList().contains(true);
        }
        if (spoken) {
            throw new RaftException(
                    Outcome.NOT_APPENDED,
                    "node %d has taken part in this cluster before, but its folder %s is empty: its disk was lost or wiped, and with it what it has promised to the others; replace it by a node with an id that was never used (strongroom cluster replace-node), or restore the folder"
                            .formatted(config.nodeId(), config.dataDir()));
        }
    }

    private static boolean remembers(
            Transport links, RaftGroupId group, RaftPeerId peer, PeerQuestion question) {
        long start = System.nanoTime();
        while (true) {
            try {
                return PeerSurvey.ask(links, group, peer, question)
                        .join()
                        .map(PeerQuestion.Answer::spoken)
                        .orElse(false);
            } catch (CompletionException silent) {
                if (nobodyIsThere(silent) || System.nanoTime() - start > PATIENCE.toNanos()) {
                    return false;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static boolean nobodyIsThere(Throwable trouble) {
        return Causes.any(
                trouble,
                cause ->
                        cause instanceof ConnectException
                                || cause instanceof NoRouteToHostException
                                || cause instanceof UnknownHostException);
    }
}
