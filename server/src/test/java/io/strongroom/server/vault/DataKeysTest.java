package io.strongroom.server.vault;

import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.Test;

final class DataKeysTest {
    @Test
    void latest_ofAVault_isItsOwn() {
        try (MemoryNode node = MemoryNode.founded()) {
            Vault vault = node.createVault("vdb", 90, false);
            try (StateView view = node.reads().linearizable()) {
                Sealer.DataKey key = DataKeys.latest(view, DataKeys.ofVault(vault.name()));
                assertEquals("vault:vdb", key.owner());
                assertEquals(1, key.generation());
                assertArrayEquals(key.wrapped(), DataKeys.of(view, "vault:vdb", 1).wrapped());
            }
        }
    }

    @Test
    void latest_missing_isOurFault() {
        try (MemoryNode node = MemoryNode.founded();
                StateView view = node.reads().linearizable()) {
            assertRefused(ErrorCode.INTERNAL_ERROR, () -> DataKeys.latest(view, "vault:nothing"));
            assertRefused(ErrorCode.INTERNAL_ERROR, () -> DataKeys.of(view, DataKeys.CLUSTER, 2));
        }
    }
}
