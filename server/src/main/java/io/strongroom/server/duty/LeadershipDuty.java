package io.strongroom.server.duty;

import io.strongroom.raft.LogStatus;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.telemetry.Obstacles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Gives leadership up while something is wrong with this node that another may not have. It cannot
 * know how the others are, so it asks each in turn, and less often the longer it goes on: when all
 * are in the same state leadership must not wander about for ever.
 */
public final class LeadershipDuty implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LeadershipDuty.class);
    private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    /** A voter that the leader has not heard for so long will not take over. */
    private static final long MAX_SILENCE_MILLIS = 3_000;

    private final int nodeId;
    private final ReplicatedLog log;
    private final Obstacles obstacles;
    private final LongSupplier nanos;

    private int attempts;
    private long nextNanos;

    public LeadershipDuty(int nodeId, ReplicatedLog log, Obstacles obstacles, LongSupplier nanos) {
        this.nodeId = nodeId;
        this.log = log;
        this.obstacles = obstacles;
        this.nanos = nanos;
    }

    @Override
    public void run() {
        Optional<String> reason = obstacles.toLeading();
        if (reason.isEmpty()) {
            attempts = 0;
            return;
        }
        boolean tooSoon = attempts > 0 && nanos.getAsLong() - nextNanos < 0;
        if (log.status().role() != LogStatus.Role.LEADER || tooSoon) {
            return;
        }
        List<Integer> others = others();
        if (others.isEmpty()) {
            return;
        }
        int next = others.get(attempts % others.size());
        nextNanos =
                nanos.getAsLong()
                        + Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(attempts, 5));
        attempts++;
        try {
            log.membership().transferLeadership(Optional.of(next));
            LOG.atInfo()
                    .addKeyValue("to", next)
                    .addKeyValue("reason", reason.get())
                    .log("leadership_given_up");
        } catch (MembershipException | RaftException e) {
            LOG.atWarn()
                    .addKeyValue("to", next)
                    .addKeyValue("reason", e.getMessage())
                    .log("leadership_not_taken");
        }
    }

    /** The voters that are there, in the order of their ids, beginning behind this node. */
    private List<Integer> others() {
        List<Integer> behind = new ArrayList<>();
        List<Integer> before = new ArrayList<>();
        for (MemberStatus member : log.membership().members()) {
            int id = member.member().peer().nodeId();
            boolean there = member.millisSinceHeard().orElse(0) <= MAX_SILENCE_MILLIS;
            if (member.member().voter() && there && id != nodeId) {
                (id > nodeId ? behind : before).add(id);
            }
        }
        behind.addAll(before);
        return behind;
    }
}
