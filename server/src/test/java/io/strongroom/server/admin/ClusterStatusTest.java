package io.strongroom.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.strongroom.client.api.StateDigestJson;
import io.strongroom.server.fake.FakeStorage;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.telemetry.Health;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.DigestReport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClusterStatusTest {
    private final MemoryNode node = MemoryNode.founded();
    private final FakeStorage storage = new FakeStorage(node.storage());
    private final ClusterStatus status =
            new ClusterStatus(node.log(), storage, new Health(1, node.log()));

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void json_beforeTheFirstDigest_hasNone() {
        assertNull(status.json().node().stateDigest());
    }

    @Test
    void json_withADigest_tellsItWithItsIndex() {
        storage.newestDigest(new DigestReport(1, 500, Bytes.copyOf(new byte[] {0, 0x1f, -1})));
        assertEquals(new StateDigestJson(500, "001fff"), status.json().node().stateDigest());
    }
}
