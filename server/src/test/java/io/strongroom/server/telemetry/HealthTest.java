package io.strongroom.server.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.HealthJson;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.LogStatus.Role;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class HealthTest {
    private final StandingLog log = new StandingLog();
    private final Health health = new Health(3, log);

    private void stand(Optional<Integer> leader, long commit, boolean running, long silence) {
        log.stand(new LogStatus(Role.FOLLOWER, leader, 1, commit, 5, running, silence));
    }

    @Test
    void ready_newNode_isStarting() {
        assertEquals(
                new HealthJson("not-ready", "the node is starting", 3, "follower", 2, 5),
                health.ready());
    }

    @Test
    void ready_noObstacle_isReady() {
        health.obstacle(Optional.empty());
        assertEquals(new HealthJson("ready", null, 3, "follower", 2, 5), health.ready());
    }

    @Test
    void ready_obstacle_saysIt() {
        health.obstacle(Optional.of("the vault db is missing"));
        assertEquals("the vault db is missing", health.ready().reason());
    }

    @Test
    void ready_withoutALeader_isNot() {
        health.obstacle(Optional.empty());
        stand(Optional.empty(), 5, true, 0);
        assertEquals("no leader is known", health.ready().reason());
        assertNull(health.ready().leader());
        stand(Optional.of(2), 5, true, 3_001);
        assertEquals("no leader is known", health.ready().reason());
        stand(Optional.of(2), 5, true, 3_000);
        assertNull(health.ready().reason());
    }

    @Test
    void ready_farBehind_isCatchingUp() {
        health.obstacle(Optional.empty());
        stand(Optional.of(2), 1_005, true, 0);
        assertNull(health.ready().reason());
        stand(Optional.of(2), 1_006, true, 0);
        assertEquals("catching up: 1001 entries to apply", health.ready().reason());
    }

    @Test
    void live_endsWithTheLog() {
        assertTrue(health.live());
        stand(Optional.of(2), 5, false, 0);
        assertFalse(health.live());
        assertEquals("this node's part of the log has stopped", health.ready().reason());
    }

    @Test
    void ready_suspendedForItsDisk_saysWhyInsteadOfThatNobodyLeads() {
        health.obstacle(Optional.empty());
        health.obstacles().set(Obstacles.Cause.DISK_FULL, Optional.of("the disk is full"));
        log.stand(new LogStatus(Role.SUSPENDED, Optional.empty(), 1, 5, 5, true, 10_000));
        assertEquals("the disk is full", health.ready().reason());
        assertFalse(health.inTouch());
    }

    @Test
    void ready_severalObstacles_namesTheGravest() {
        health.obstacles().set(Obstacles.Cause.CLOCK, Optional.of("the clock has jumped"));
        assertEquals("the clock has jumped", health.ready().reason());
        assertEquals(Optional.empty(), health.obstacles().toChanges());
        health.obstacles().set(Obstacles.Cause.DIVERGED, Optional.of("the state differs"));
        assertEquals("the state differs", health.ready().reason());
    }
}
