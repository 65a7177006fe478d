package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

final class PurgeDutyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final MemoryNode node = MemoryNode.founded();
    private final Vault vault = node.createVault("vdb", 7, false);
    private final PurgeDuty duty = new PurgeDuty(node.log(), node.reads(), node.commands());

    @AfterEach
    void close() {
        node.close();
    }

    private void delete(Vault where, String name) {
        ItemName secret = new ItemName(name);
        node.submit(
                new Command.SetSecret(
                        where.name(),
                        secret,
                        node.versionIds().get(),
                        Bytes.empty(),
                        Optional.empty(),
                        new TreeMap<>(),
                        ItemAttributes.DEFAULT,
                        Bytes.empty()));
        Result result = node.submit(new Command.DeleteSecret(where.name(), secret));
        assertTrue(result instanceof Result.SecretDeleted);
    }

    private int deleted(Vault where) {
        try (StateView view = node.reads().linearizable()) {
            return view.secrets().listDeleted(where.name(), "", 10_000).size();
        }
    }

    private void pass(Duration time) {
        node.clock().advance(time);
        node.tell();
    }

    private long applied() {
        return node.log().status().appliedIndex();
    }

    @Test
    void run_beforeTheRetentionHasPassed_proposesNothing() {
        delete(vault, "pg");
        pass(Duration.ofDays(7).minus(SECOND));
        long before = applied();
        duty.run();
        assertEquals(before, applied());
        assertEquals(1, deleted(vault));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000_000})
    void run_whenTheRetentionHasPassed_purges(long secondsLate) {
        delete(vault, "pg");
        pass(Duration.ofDays(7).plusSeconds(secondsLate));
        duty.run();
        assertEquals(0, deleted(vault));
        long before = applied();
        duty.run();
        assertEquals(before, applied());
    }

    @Test
    void run_protectedVault_keepsUntilTheRetentionHasPassed() {
        Vault guarded = node.createVault("guarded", 90, true);
        delete(guarded, "pg");
        delete(vault, "pg");
        pass(Duration.ofDays(90).minus(SECOND));
        duty.run();
        assertEquals(1, deleted(guarded));
        assertEquals(0, deleted(vault));
        pass(SECOND);
        duty.run();
        assertEquals(0, deleted(guarded));
    }

    @Test
    void run_manyDue_purgesABoundedNumberEachRun() {
        for (int i = 0; i < 450; i++) {
            delete(vault, "s" + i);
        }
        pass(Duration.ofDays(7));
        long before = applied();
        for (int left : new int[] {250, 50, 0}) {
            duty.run();
            assertEquals(left, deleted(vault));
        }
        assertEquals(3, applied() - before);
        duty.run();
        assertEquals(3, applied() - before);
    }

    @Test
    void run_onlyThisNodesClockIsPast_leavesIt() {
        delete(vault, "pg");
        node.clock().advance(Duration.ofDays(365));
        long before = applied();
        duty.run();
        assertEquals(before, applied());
    }

    @Test
    void run_notTheLeader_leavesItToTheLeader() {
        delete(vault, "pg");
        pass(Duration.ofDays(8));
        node.log().majority(false);
        duty.run();
        node.log().majority(true);
        assertEquals(1, deleted(vault));
    }

    @Test
    void run_logDoesNotAnswer_saysSoAndTheNextRunPurges() {
        delete(vault, "pg");
        pass(Duration.ofDays(8));
        node.log().failNext(Fault.UNKNOWN_LOST);
        assertThrows(ApiException.class, duty::run);
        duty.run();
        assertEquals(0, deleted(vault));
    }
}
