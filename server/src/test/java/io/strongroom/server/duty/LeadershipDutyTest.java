package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.MembershipException;
import io.strongroom.server.fake.ManualNanos;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.server.telemetry.Obstacles.Cause;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

final class LeadershipDutyTest {
    private final MemoryNode node = MemoryNode.founded();
    private final Obstacles obstacles = new Obstacles();
    private final ManualNanos nanos = new ManualNanos();
    private final LeadershipDuty duty = new LeadershipDuty(1, node.log(), obstacles, nanos);

    @AfterEach
    void close() {
        node.close();
    }

    private void join(int id, boolean voter) throws MembershipException {
        node.log().membership().addListener(new LogConfig.Peer(id, "127.0.0.1", 9000 + id));
        if (voter) {
            node.log().membership().promote(id, Optional.empty());
        }
    }

    private List<String> transfers() {
        return node.log().membership().changes().stream()
                .filter(change -> change.startsWith("transfer"))
                .toList();
    }

    @Test
    void run_nothingWrong_leadsOn() throws Exception {
        join(2, true);
        duty.run();
        obstacles.set(Cause.OPENING, Optional.of("starting"));
        duty.run();
        assertEquals(List.of(), transfers());
    }

    @Test
    void run_onlyVoter_leadsOn() throws Exception {
        join(2, false);
        obstacles.set(Cause.CLOCK, Optional.of("jumped"));
        duty.run();
        assertEquals(List.of(), transfers());
    }

    @Test
    void run_unfit_asksEachVoterInTurnEverLessOften() throws Exception {
        join(2, true);
        join(3, true);
        obstacles.set(Cause.DISK_LOW, Optional.of("full"));
        duty.run();
        duty.run();
        assertEquals(List.of("transfer to 2"), transfers());
        nanos.advance(Duration.ofSeconds(2));
        duty.run();
        assertEquals(List.of("transfer to 2", "transfer to 3"), transfers());
        nanos.advance(Duration.ofSeconds(2));
        duty.run();
        assertEquals(2, transfers().size());
        nanos.advance(Duration.ofSeconds(2));
        duty.run();
        assertEquals("transfer to 2", transfers().getLast());
    }

    @Test
    void run_refused_triesAgainLater() throws Exception {
        join(2, true);
        obstacles.set(Cause.CLOCK, Optional.of("jumped"));
        node.log()
                .membership()
                .refuse(new MembershipException(MembershipException.Reason.BUSY, "busy"));
        duty.run();
        assertEquals(List.of(), transfers());
    }

    @Test
    void run_notTheLeader_changesNothing() throws Exception {
        join(2, true);
        obstacles.set(Cause.CLOCK, Optional.of("jumped"));
        node.log().majority(false);
        duty.run();
        assertEquals(List.of(), transfers());
    }
}
