package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ratis.membership.MemberHosts;
import io.strongroom.raft.ratis.membership.PeerQuestion;

import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Knows whether this node belongs to the group, while its server runs. Ratis closes the division of
 * a node that learns of its own removal, but a node that was cut off, or has no vote, never learns:
 * it asks the others when it has not heard a leader for a while. {@link #tick} is called by one
 * thread; the rest is thread-safe.
 */
final class MembershipWatch {
    private static final Logger log = LoggerFactory.getLogger(MembershipWatch.class);

    /** An election takes one or two seconds. */
    private static final long NO_LEADER_MILLIS = 5_000;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Why Ratis has closed the division. */
    enum End {
        REMOVED,
        /** It campaigned without having a vote; to be started again. */
        NO_VOTE,
        FAULT
    }

    private final RaftPeerId self;
    private final RatisNode node;
    private final Transport links;
    private final MemberHosts hosts;
    private final Executor executor;
    private volatile boolean waiting;
    private volatile boolean member;
    private volatile boolean removed;
    private long askedNanos = System.nanoTime();

    MembershipWatch(
            LogConfig config,
            RatisNode node,
            Transport links,
            MemberHosts hosts,
            Executor executor) {
        this.self = Peers.id(config.nodeId());
        this.node = node;
        this.links = links;
        this.hosts = hosts;
        this.executor = executor;
        this.waiting = node.folder().waiting();
        this.member = node.configuration().contains(self);
    }

    /** Whether this node belongs to the newest membership that it knows. */
    boolean isMember() {
        return member;
    }

    /** Looks at the membership; true when this node was removed. */
    boolean tick() {
        Configuration now = node.configuration();
        LogStatus status = node.status(-1);
        member = now.contains(self);
        boolean led = status.leader().isPresent() && status.millisSinceLeader() < NO_LEADER_MILLIS;
        hosts.update(
                now.peers().stream().map(peer -> Peers.of(peer).host()).toList(),
                member && !waiting && led);
        if (waiting) {
            noteJoined(now);
            return false;
        }
        if (status.millisSinceLeader() >= NO_LEADER_MILLIS
                && System.nanoTime() - askedNanos > NO_LEADER_MILLIS * 1_000_000) {
            askedNanos = System.nanoTime();
            executor.execute(() -> removed |= othersSayRemoved());
        }
        return removed || now.excludes(self);
    }

    private void noteJoined(Configuration now) {
        if (now.contains(self) && now.committed()) {
            try {
                node.folder().joined();
                waiting = false;
                log.atInfo().addKeyValue("node", self).log("joined");
            } catch (IOException e) {
                log.atWarn().setCause(e).log("join_not_noted");
            }
        }
    }

    /** To be asked once the division is closed; blocks for two seconds at most. */
    End whyEnded() {
        if (node.server().getLifeCycleState().isClosingOrClosed()) {
            return End.FAULT;
        }
        Configuration now = node.configuration();
        if (!waiting && (removed || now.excludes(self) || othersSayRemoved())) {
            return End.REMOVED;
        }
        return now.votes(self) ? End.FAULT : End.NO_VOTE;
    }

    private boolean othersSayRemoved() {
        Configuration now = node.configuration();
        long own = now.contains(self) ? now.index() : now.index() - 1;
        List<RaftPeerId> others =
                now.peers().stream().map(RaftPeer::getId).filter(id -> !id.equals(self)).toList();
        return PeerSurvey.ask(
                        links,
                        node.division().getMemberId().getGroupId(),
                        others,
                        new PeerQuestion(Peers.nodeId(self)),
                        PATIENCE)
                .stream()
                .anyMatch(answer -> answer.provesRemovalSince(own));
    }
}
