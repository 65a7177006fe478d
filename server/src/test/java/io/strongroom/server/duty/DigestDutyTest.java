package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.fake.FakeStorage;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.DigestReport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Optional;

final class DigestDutyTest {
    private final MemoryNode node = MemoryNode.founded();
    private final FakeStorage storage = new FakeStorage(node.storage());
    private final Obstacles obstacles = new Obstacles();
    private final DigestDuty duty =
            new DigestDuty(1, storage, node.reads(), node.commands(), obstacles);

    @AfterEach
    void close() {
        node.close();
    }

    private long applied() {
        return node.log().status().appliedIndex();
    }

    private static DigestReport report(long index) {
        return new DigestReport(1, index, Bytes.copyOf(new byte[32]));
    }

    @Test
    void run_nothingNew_proposesNothing() {
        long before = applied();
        duty.run();
        assertEquals(before, applied());
    }

    @Test
    void run_newDigest_isReported() {
        storage.newestDigest(report(100));
        long before = applied();
        duty.run();
        assertEquals(before + 1, applied());
    }

    @Test
    void run_logDoesNotAnswer_reportsWithTheNextRun() {
        storage.newestDigest(report(100));
        node.log().failNext(Fault.NOT_APPENDED);
        assertThrows(ApiException.class, duty::run);
        long before = applied();
        duty.run();
        assertEquals(before + 1, applied());
    }

    @Test
    void run_diverged_fencesTheNodeForGood() {
        duty.run();
        assertEquals(Optional.empty(), obstacles.any());
        storage.diverge("nodes 2 and 3 agree on another state at 100");
        duty.run();
        Optional<String> reason = Optional.of("nodes 2 and 3 agree on another state at 100");
        assertEquals(reason, obstacles.toRequests());
        assertEquals(reason, obstacles.toChanges());
        assertEquals(reason, obstacles.toLeading());
        assertEquals(reason, obstacles.any());
    }
}
