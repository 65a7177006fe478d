package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.RaftException;

import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An append that a follower fails to do: the test plays the leader. */
class FailedAppendIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir private Path dir;

    @Test
    void append_afterOneThatFailed_isDone()
            throws RaftException, IOException, InterruptedException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT)) {
            cluster.start(2);
            try (PlayedLeader leader = new PlayedLeader(cluster, cluster.config(2), dir, TIMEOUT)) {
                leader.send(leader.append(3, 3).addEntries(leader.configuration(2, 0)));
                assertEquals(AppendResult.SUCCESS, leader.reply().getResult());

                // Of an older term than the one before it, which the log refuses. In life it is two
                // connections of a leader's that bring entries at the same moment.
                leader.send(next(leader, 1));
                assertEquals(Optional.empty(), leader.replyOrEnd());

                leader.reconnect();
                leader.send(next(leader, 3));
                assertEquals(AppendResult.SUCCESS, leader.reply().getResult());
            }
        }
    }

    @Test
    void election_afterAnAppendThatFailed_isBegunAllTheSame()
            throws RaftException, IOException, InterruptedException {
        campaignsAfter(leader -> {
            leader.send(next(leader, 1));
            assertEquals(Optional.empty(), leader.replyOrEnd());
        });
    }

    @Test
    void election_afterAPartOfASnapshotOutOfTurn_isBegunAllTheSame()
            throws RaftException, IOException, InterruptedException {
        campaignsAfter(
                leader -> assertFalse(leader.takes(leader.part(3, PlayedLeader.at(3, 9), 1))));
    }

    /** What a leader sends last, and its follower refuses. */
    private interface Refused {
        void send(PlayedLeader leader) throws InterruptedException;
    }

    private void campaignsAfter(Refused last)
            throws RaftException, IOException, InterruptedException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT)) {
            RatisLog log = cluster.start(2);
            try (PlayedLeader leader = new PlayedLeader(cluster, cluster.config(2), dir, TIMEOUT)) {
                leader.send(leader.append(3, 3).addEntries(leader.configuration(2, 0)));
                assertEquals(AppendResult.SUCCESS, leader.reply().getResult());
                last.send(leader);
            }
            // It is a follower again, had it campaigned before, and may have begun to campaign by
            // now. Nobody hears it here; of two that are left, it may be the only one that can win.
            TestCluster.eventually(
                    "the follower to campaign", () -> log.status().role() == Role.CANDIDATE);
        }
    }

    private static AppendEntriesRequestProto.Builder next(PlayedLeader leader, long term) {
        return leader.append(3, 3)
                .setPreviousLog(PlayedLeader.at(2, 0))
                .addEntries(PlayedLeader.command(term, 1));
    }
}
