package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.Applied;
import io.strongroom.raft.RaftException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class RatisLogTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void propose_fromLeaderAndFollower_appliesInOneOrderEverywhere(@TempDir Path dir)
            throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int follower = cluster.follower();
            Applied first = cluster.propose(leader, "from the leader");
            Applied second = cluster.propose(follower, "from a follower");
            assertTrue(second.index() > first.index());
            assertEquals(
                    "from a follower@" + second.index(),
                    new String(second.reply(), StandardCharsets.UTF_8));
            cluster.holds(List.of("from the leader", "from a follower"));
            assertTrue(cluster.halts().isEmpty());
        }
    }
}
