package io.strongroom.server;

import io.strongroom.raft.LogStatus;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/** What a node that is being stopped owes the others. */
final class Leaving {
    private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);

    private Leaving() {}

    /**
     * Hands leadership over when this node has it, in bounded time. When nobody takes over, the
     * node leaves all the same, and the others elect.
     */
    static void handOver(ReplicatedLog log) {
        if (log.status().role() != LogStatus.Role.LEADER) {
            return;
        }
        long start = System.nanoTime();
        try {
            log.membership().transferLeadership(Optional.empty());
            LOG.atInfo()
                    .addKeyValue("millis", (System.nanoTime() - start) / 1_000_000)
                    .log("leadership_handed_over");
        } catch (MembershipException | RaftException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("leadership_not_handed_over");
        }
    }
}
