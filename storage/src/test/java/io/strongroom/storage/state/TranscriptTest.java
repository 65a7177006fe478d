package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** The cluster, its vaults, principals and roles, and the machine itself. */
final class TranscriptTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final LogFeeder log = new LogFeeder(storage.stateMachine());

    @Test
    void foundCluster_second_isRefused() {
        Command.FoundCluster other =
                new Command.FoundCluster(new UUID(9, 9), Samples.bytes("other"), List.of(), 2);
        assertEquals(
                List.of(new Result.Done(), new Result.AlreadyThere()),
                log.apply(Samples.found(), other));
        try (StateView view = storage.view()) {
            assertEquals(Optional.of(Samples.found().clusterId()), view.clusterId());
            assertEquals(Optional.of(Samples.bytes("fingerprint")), view.rootKeyFingerprint());
            assertEquals(Samples.found().dataKeys(), view.dataKeys());
        }
    }

    @Test
    void createVault_nameTaken_isRefused() {
        VaultName other = new VaultName("team-b");
        assertEquals(
                List.of(new Result.Done(), new Result.AlreadyThere(), new Result.Done()),
                log.apply(
                        Samples.createVault(Samples.VAULT, 7, true),
                        Samples.createVault(Samples.VAULT, 90, false),
                        Samples.createVault(other, 90, false)));
        try (StateView view = storage.view()) {
            Vault first = new Vault(Samples.VAULT, 7, true);
            assertEquals(Optional.of(first), view.vault(Samples.VAULT));
            assertEquals(List.of(first, new Vault(other, 90, false)), view.vaults());
            assertEquals(Optional.empty(), view.vault(new VaultName("team-c")));
            assertEquals(2, view.dataKeys().size());
            assertEquals(
                    Optional.of(
                            new WrappedDataKey(
                                    "vault:team-b", 1, Samples.bytes("wrapped for team-b"))),
                    view.latestDataKey("vault:team-b"));
            assertEquals(view.latestDataKey("vault:team-b"), view.dataKey("vault:team-b", 1));
            assertEquals(Optional.empty(), view.latestDataKey("vault:team"));
        }
    }

    @Test
    void createVault_dataKeyTaken_keepsTheOldKey() {
        Command.CreateVault thief =
                new Command.CreateVault(
                        new Vault(new VaultName("team-b"), 7, false),
                        new WrappedDataKey("vault:team-a", 1, Samples.bytes("other")));
        log.apply(Samples.createVault(Samples.VAULT, 7, true));
        assertEquals(new Result.AlreadyThere(), log.applyOne(thief));
    }

    @Test
    void latestDataKey_severalGenerations_isTheHighest() {
        log.apply(
                new Command.FoundCluster(
                        new UUID(1, 1),
                        Samples.bytes("f"),
                        List.of(
                                new WrappedDataKey("cluster", 300, Samples.bytes("k300")),
                                new WrappedDataKey("cluster", 2, Samples.bytes("k2")),
                                new WrappedDataKey("clusters", 999, Samples.bytes("k999"))),
                        2));
        try (StateView view = storage.view()) {
            assertEquals(300, view.latestDataKey("cluster").orElseThrow().generation());
            assertEquals(
                    List.of(2, 300, 999),
                    view.dataKeys().stream().map(WrappedDataKey::generation).toList());
        }
    }

    @Test
    void addServicePrincipal_idTaken_isRefused() {
        assertEquals(
                List.of(new Result.Done(), new Result.AlreadyThere(), new Result.AlreadyThere()),
                log.apply(
                        new Command.AddServicePrincipal(Samples.principal("c1", "o1")),
                        new Command.AddServicePrincipal(Samples.principal("c1", "o2")),
                        new Command.AddServicePrincipal(Samples.principal("c2", "o1"))));
        try (StateView view = storage.view()) {
            assertEquals(Optional.of(Samples.principal("c1", "o1")), view.servicePrincipal("c1"));
            assertEquals(Optional.empty(), view.servicePrincipal("c2"));
        }
    }

    @Test
    void addRoleAssignment_sameIdOrSameRole_isRefused() {
        RoleAssignment first = Samples.assignment("ra-1", "o1", "r1");
        RoleAssignment second = Samples.assignment("ra-3", "o1", "r2");
        log.apply(Samples.createVault(Samples.VAULT, 90, false));
        assertEquals(
                List.of(
                        new Result.Done(),
                        new Result.AlreadyThere(),
                        new Result.AlreadyThere(),
                        new Result.Done(),
                        new Result.Done()),
                log.apply(
                        new Command.AddRoleAssignment(first, false),
                        new Command.AddRoleAssignment(
                                Samples.assignment("ra-1", "o2", "r2"), false),
                        new Command.AddRoleAssignment(
                                Samples.assignment("ra-2", "o1", "r1"), false),
                        new Command.AddRoleAssignment(second, false),
                        new Command.AddRoleAssignment(
                                Samples.assignment("ra-4", "o11", "r1"), false)));
        try (StateView view = storage.view()) {
            assertEquals(List.of(first, second), view.roleAssignments(Samples.VAULT, "o1"));
            assertEquals(List.of(), view.roleAssignments(new VaultName("other"), "o1"));
        }
    }

    @Test
    void addRoleAssignment_noSuchVault_isRefused() {
        RoleAssignment early = Samples.assignment("ra-1", "o1", "r1");
        assertEquals(
                new Result.VaultMissing(),
                log.applyOne(new Command.AddRoleAssignment(early, false)));
    }

    @Test
    void addIssuerKey_second_isRefused() {
        IssuerKey key = new IssuerKey("k1", "{}", Samples.bytes("sealed"));
        IssuerKey other = new IssuerKey("k2", "{}", Samples.bytes("sealed"));
        assertEquals(
                List.of(new Result.Done(), new Result.AlreadyThere()),
                log.apply(new Command.AddIssuerKey(key), new Command.AddIssuerKey(other)));
        try (StateView view = storage.view()) {
            assertEquals(List.of(key), view.issuerKeys());
        }
    }

    @Test
    void apply_positionAlreadyApplied_changesNothing() {
        log.apply(Samples.createVault(Samples.VAULT, 90, false));
        byte[] before = storage.digest();
        byte[] entry = entry(Samples.set(new ItemName("a"), 1));
        LogPosition last = storage.stateMachine().lastApplied();
        assertEquals(0, storage.stateMachine().apply(last, entry).length);
        assertArrayEquals(before, storage.digest());
    }

    @Test
    void apply_undecodableEntry_isAFaultAndChangesNothing() {
        byte[] before = storage.digest();
        LogPosition next = new LogPosition(1, 5);
        assertThrows(
                StorageException.class,
                () -> storage.stateMachine().apply(next, new byte[] {1, 2, 3}));
        assertArrayEquals(before, storage.digest());
        assertEquals(new LogPosition(1, 0), storage.stateMachine().lastApplied());
    }

    @Test
    void apply_olderTermThanBefore_isAFault() {
        byte[] entry = EntryCodec.encode(new Batch(1, 1, 1, List.of()));
        storage.stateMachine().apply(new LogPosition(5, 1), entry);
        assertThrows(
                StorageException.class,
                () -> storage.stateMachine().apply(new LogPosition(4, 2), entry));
    }

    @Test
    void apply_emptyBatch_movesOnlyPositionAndTime() {
        storage.stateMachine().configure(new LogPosition(1, 6), new TreeSet<>(List.of(1)));
        byte[] entry = EntryCodec.encode(new Batch(1, 1234, 1, List.of()));
        assertTrue(storage.stateMachine().apply(new LogPosition(1, 7), entry).length > 0);
        byte[] older = EntryCodec.encode(new Batch(1, 1000, 1, List.of()));
        storage.stateMachine().apply(new LogPosition(2, 9), older);
        try (StateView view = storage.view()) {
            assertEquals(9, view.appliedIndex());
            assertEquals(1234, view.logTimeMillis());
        }
    }

    @Test
    void view_beforeTheFirstEntry_isEmpty() {
        try (StateView view = new MemoryStorage().view()) {
            assertEquals(-1, view.appliedIndex());
            assertEquals(0, view.logTimeMillis());
            assertEquals(Optional.empty(), view.clusterId());
            assertEquals(Optional.empty(), view.nextPurgeSeconds());
            assertEquals(List.of(), view.vaults());
        }
    }

    /** Replicas of two versions compare digests: one changes only together with the format. */
    @ParameterizedTest
    @CsvSource({
        "2, d4404ac1cd460cf49eb85dbf8aa7b74226ce34ec9c72b3536a79ec8b19b2c065",
        "3, 3d0b520d6c4b7adcb2b878b313aec0062b119ef119aad1bb355c2099cd0457a1"
    })
    void digest_afterEveryKindOfCommandOfALevel_isTheReleasedOne(int level, String digest) {
        Command[] commands =
                Samples.commands().stream()
                        .filter(command -> FeatureLevel.introducing(command) <= level)
                        .toArray(Command[]::new);
        log.supporting(level).apply(commands);
        log.advanceSeconds(100);
        log.apply(commands);
        assertEquals(digest, HexFormat.of().formatHex(storage.digest()));
    }

    private static byte[] entry(Command command) {
        RequestId id = new RequestId("bob", new UUID(0, 0));
        return EntryCodec.encode(new Batch(1, 1, 1, List.of(new Envelope(id, command, 0))));
    }
}
