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
}
