package io.strongroom.server.replication;

import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.OptionalLong;

final class ReadGatewayTest {
    private final MemoryNode node = MemoryNode.founded();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void linearizable_afterAChange_seesItBehindABarrier() {
        node.createVault("vdb", 90, false);
        long before = node.log().barriers();
        try (StateView view = node.reads().linearizable()) {
            assertTrue(view.vault(new VaultName("vdb")).isPresent());
        }
        assertEquals(before + 1, node.log().barriers());
    }

    @Test
    void linearizable_withoutAMajority_isRefusedAndMayBeRepeated() {
        node.log().majority(false);
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> node.reads().linearizable().close());
    }

    @Test
    void local_withoutAMajority_stillAnswers() {
        node.log().majority(false);
        try (StateView view = node.reads().local()) {
            assertEquals(MemoryNode.CLUSTER, view.clusterId().orElseThrow());
        }
        assertEquals(0, node.log().barriers());
    }

    private void assertAge(long millis, int withinSeconds) {
        ReadGateway.Aged aged = node.reads().atMost(Duration.ofSeconds(withinSeconds));
        aged.view().close();
        assertEquals(millis, aged.ageMillis());
    }

    @Test
    void atMost_provenNewEnough_needsNoBarrier() {
        node.createVault("vdb", 90, false);
        node.nanos().advance(Duration.ofSeconds(5));
        node.log().majority(false);
        long before = node.log().barriers();
        assertAge(5_001, 5);
        assertEquals(before, node.log().barriers());
        node.nanos().advance(Duration.ofNanos(1));
        assertRefused(
                ErrorCode.SERVICE_UNAVAILABLE,
                () -> node.reads().atMost(Duration.ofSeconds(5)).view().close());
    }

    @Test
    void atMost_tooOld_isBehindABarrierWhichProvesAnew() {
        node.nanos().advance(Duration.ofMinutes(1));
        long before = node.log().barriers();
        assertAge(0, 5);
        assertEquals(before + 1, node.log().barriers());
        node.nanos().advance(Duration.ofSeconds(2));
        assertAge(2_001, 5);
        assertEquals(before + 1, node.log().barriers());
    }

    @Test
    void ageNanos_committedButNotAppliedHere_provesNothing() {
        Freshness freshness = new Freshness(node.nanos());
        assertEquals(OptionalLong.empty(), freshness.ageNanos(1_000));
        freshness.committed(freshness.now(), 10);
        node.nanos().advance(Duration.ofSeconds(1));
        assertEquals(OptionalLong.empty(), freshness.ageNanos(9));
        assertEquals(OptionalLong.of(1_000_000_000), freshness.ageNanos(10));
        freshness.behindBarrier(freshness.now(), 10);
        freshness.behindBarrier(freshness.now() - 500, 10);
        assertEquals(OptionalLong.of(0), freshness.ageNanos(10));
    }

    @Test
    void ageNanos_provenForANewerState_provesNothingForAnOlder() {
        Freshness freshness = new Freshness(node.nanos());
        freshness.behindBarrier(freshness.now(), 1_000);
        assertEquals(OptionalLong.empty(), freshness.ageNanos(500));
        assertEquals(OptionalLong.of(0), freshness.ageNanos(1_000));
        freshness.committed(freshness.now() + 1, 1_001);
        assertEquals(OptionalLong.of(0), freshness.ageNanos(1_001));
        assertEquals(OptionalLong.empty(), freshness.ageNanos(1_000));
    }

    @Test
    void ageNanos_farBehind_stillLearnsFromTheOldOnes() {
        Freshness freshness = new Freshness(node.nanos());
        for (int i = 1; i <= 1_000; i++) {
            freshness.committed(freshness.now(), i);
            node.nanos().advance(Duration.ofNanos(1));
        }
        assertEquals(OptionalLong.of(1_000), freshness.ageNanos(1));
        freshness.committed(freshness.now(), 1_001);
        assertEquals(OptionalLong.of(0), freshness.ageNanos(1_001));
    }
}
