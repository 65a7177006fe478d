package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.raft.RaftException;

import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A first entry that only one node has, of a leader that was deposed at once: the test plays both
 * leaders.
 */
class FirstEntryIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir private Path dir;

    @Test
    void append_afterASignOfLifeThatCameFirst_replacesTheOtherTermsEntry()
            throws RaftException, IOException, InterruptedException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT)) {
            cluster.start(2);
            try (PlayedLeader leaders =
                    new PlayedLeader(cluster, cluster.config(2), dir, TIMEOUT)) {
                leaders.send(leaders.append(3, 1).addEntries(leaders.configuration(1, 0)));
                assertEquals(AppendResult.SUCCESS, leaders.reply().getResult());

                // The next leader's entry 0 is committed elsewhere; its sign of life comes on
                // another way, and before the entry.
                leaders.send(leaders.append(1, 2).setLeaderCommit(0));
                assertEquals(AppendResult.SUCCESS, leaders.reply().getResult());

                leaders.send(
                        leaders.append(1, 2)
                                .setLeaderCommit(0)
                                .addEntries(leaders.configuration(2, 0)));
                AppendEntriesReplyProto answer = leaders.reply();
                assertEquals(AppendResult.SUCCESS, answer.getResult(), answer::toString);
                assertEquals(0, answer.getFollowerCommit());
            }
        }
    }
}
