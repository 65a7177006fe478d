package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.proto.CommandProto;
import io.strongroom.storage.proto.EntryProto;
import io.strongroom.storage.proto.EnvelopeProto;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** Rights that change, and feature levels. */
final class RightsTranscriptTest {
    private static final RequestId REQUEST = new RequestId("o1", new UUID(5, 5));

    private final MemoryStorage storage = new MemoryStorage();
    private final LogFeeder log = new LogFeeder(storage.stateMachine());

    @Test
    void removeRoleAssignment_known_isGoneAndItsIdsAreFree() {
        Command add = add("ra-1", "o1");
        Command remove = new Command.RemoveRoleAssignment("ra-1");
        log.apply(Samples.createVault(Samples.VAULT, 7, false), add);
        assertEquals(new Result.Done(), log.applyOne(remove));
        assertEquals(new Result.RoleAssignmentMissing(), log.applyOne(remove));
        try (StateView view = storage.view()) {
            assertEquals(List.of(), view.roleAssignments(Samples.VAULT, "o1"));
            assertEquals(2, view.policyRevision("o1"));
            assertEquals(0, view.policyRevision("o2"));
            assertEquals(Optional.empty(), view.roleAssignment("ra-1"));
        }
        assertEquals(new Result.Done(), log.applyOne(again("ra-1", "o1")));
    }

    @Test
    void addRoleAssignment_removedBefore_isOnlyAddedWhenThatIsSaid() {
        log.apply(
                Samples.createVault(Samples.VAULT, 7, false),
                add("ra-1", "o1"),
                add("ra-3", "o3"),
                new Command.RemoveRoleAssignment("ra-1"));
        // The same right under another id is the same right.
        assertEquals(new Result.RoleAssignmentRemoved(), log.applyOne(add("ra-2", "o1")));
        RoleAssignment wanted = Samples.assignment("ra-2", "o1", "role-1");
        try (StateView view = storage.view()) {
            assertEquals(2, view.policyRevision("o1"));
            assertTrue(view.roleAssignmentRemoved(wanted));
            assertFalse(view.roleAssignmentRemoved(Samples.assignment("ra-3", "o3", "role-1")));
        }
        assertEquals(new Result.Done(), log.applyOne(again("ra-2", "o1")));
        try (StateView view = storage.view()) {
            assertFalse(view.roleAssignmentRemoved(wanted));
            assertEquals(Optional.of(wanted), view.roleAssignment("ra-2"));
            assertEquals(
                    List.of(wanted, Samples.assignment("ra-3", "o3", "role-1")),
                    view.roleAssignments(Samples.VAULT));
        }
        assertEquals(new Result.AlreadyThere(), log.applyOne(again("ra-2", "o1")));
    }

    @Test
    void addRoleAssignment_onAnObjectAndOnItsVault_areTwo() {
        RoleAssignment vault = Samples.assignment("ra-1", "o1", "role-1");
        RoleAssignment key = Samples.assignment("ra-2", "o1", "role-1", "keys/Signer");
        RoleAssignment secret = Samples.assignment("ra-3", "o1", "role-1", "secrets/signer");
        log.apply(Samples.createVault(Samples.VAULT, 7, false));
        for (RoleAssignment one : List.of(secret, key, vault)) {
            assertEquals(
                    new Result.Done(), log.applyOne(new Command.AddRoleAssignment(one, false)));
            assertEquals(
                    new Result.AlreadyThere(),
                    log.applyOne(new Command.AddRoleAssignment(one, true)));
        }
        try (StateView view = storage.view()) {
            assertEquals(List.of(vault, key, secret), view.roleAssignments(Samples.VAULT, "o1"));
            assertEquals(List.of(vault, key, secret), view.roleAssignments(Samples.VAULT));
            assertEquals(3, view.policyRevision("o1"));
        }
        assertEquals(new Result.Done(), log.applyOne(new Command.RemoveRoleAssignment("ra-2")));
        try (StateView view = storage.view()) {
            assertEquals(List.of(vault, secret), view.roleAssignments(Samples.VAULT, "o1"));
            assertTrue(view.roleAssignmentRemoved(key));
            assertFalse(view.roleAssignmentRemoved(vault));
            assertFalse(view.roleAssignmentRemoved(secret));
        }
        assertEquals(
                new Result.RoleAssignmentRemoved(),
                log.applyOne(new Command.AddRoleAssignment(key, false)));
        assertEquals(new Result.Done(), log.applyOne(new Command.AddRoleAssignment(key, true)));
        try (StateView view = storage.view()) {
            assertFalse(view.roleAssignmentRemoved(key));
            assertEquals(Optional.of(key), view.roleAssignment("ra-2"));
        }
    }

    @Test
    void addRoleAssignment_onAnObject_isNotForOlderNodes() {
        RoleAssignment vault = Samples.assignment("ra-1", "o1", "role-1");
        RoleAssignment key = Samples.assignment("ra-2", "o1", "role-1", "keys/signer");
        assertEquals(
                FeatureLevel.FIRST,
                FeatureLevel.introducing(new Command.AddRoleAssignment(vault, false)));
        assertEquals(2, FeatureLevel.introducing(new Command.AddRoleAssignment(vault, true)));
        assertEquals(3, FeatureLevel.introducing(new Command.AddRoleAssignment(key, false)));
        assertEquals(3, FeatureLevel.introducing(new Command.AddRoleAssignment(key, true)));
    }

    @Test
    void command_authorisedBeforeItsCallersRightsChanged_isRefusedAndNotRemembered() {
        log.apply(Samples.createVault(Samples.VAULT, 7, false), add("ra-1", "o1"));
        assertEquals(new Result.PolicyChanged(), applyAs(0));
        try (StateView view = storage.view()) {
            assertEquals(0, view.secrets().versionCount(Samples.VAULT, Samples.DB));
        }
        Result stored = applyAs(1);
        assertTrue(stored instanceof Result.SecretStored);
        log.apply(new Command.RemoveRoleAssignment("ra-1"));
        // What was done is told again, whoever may still do it.
        assertEquals(stored, applyAs(1));
    }

    @Test
    void changeThatIsRefused_leavesTheRevision() {
        log.apply(Samples.createVault(Samples.VAULT, 7, false), add("ra-1", "o1"));
        log.apply(add("ra-1", "o1"), add("ra-2", "o1"));
        try (StateView view = storage.view()) {
            assertEquals(1, view.policyRevision("o1"));
        }
    }

    @Test
    void system_afterRightsChanged_isNotAsked() {
        log.apply(Samples.createVault(Samples.VAULT, 7, false), add("ra-1", RequestId.SYSTEM));
        RequestId system = new RequestId(RequestId.SYSTEM, new UUID(5, 6));
        Result result =
                log.apply(List.of(Envelope.ofSystem(system, Samples.set(Samples.DB, 1))))
                        .getFirst();
        assertTrue(result instanceof Result.SecretStored);
    }

    @Test
    void finalizeLevel_whileAVoterIsBehind_isRefusedAndNamesIt() {
        configure(1, 2, 3);
        say(1, 2, found(1));
        say(2, 1);
        assertEquals(1, level());
        assertEquals(new Result.LevelUnsupported(List.of(2, 3)), finish(2));
        say(3, 2);
        assertEquals(new Result.LevelUnsupported(List.of(2)), finish(2));
        say(2, 5);
        assertEquals(new Result.Done(), finish(2));
        assertEquals(2, level());
        assertEquals(new Result.Done(), finish(1));
        assertEquals(new Result.Done(), finish(2));
        assertEquals(2, level());
    }

    @Test
    void finalizeLevel_beforeTheFounding_isRefused() {
        configure(1);
        assertEquals(new Result.LevelUnsupported(List.of(1)), finish(2));
        assertEquals(0, level());
    }

    @Test
    void apply_commandOfANewerVersion_isAFaultThatSaysWhereAndWhatToDo() {
        UnknownFieldSet newer =
                UnknownFieldSet.newBuilder()
                        .addField(200, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build();
        byte[] entry =
                EntryProto.newBuilder()
                        .setFormat(1)
                        .addCommands(
                                EnvelopeProto.newBuilder()
                                        .setCaller("o1")
                                        .setRequestUuid(
                                                com.google.protobuf.ByteString.copyFrom(
                                                        new byte[16]))
                                        .setCommand(
                                                CommandProto.newBuilder().setUnknownFields(newer)))
                        .build()
                        .toByteArray();
        StorageException e =
                assertThrows(
                        StorageException.class,
                        () -> storage.stateMachine().apply(new LogPosition(1, 77), entry));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("77"), message);
        assertTrue(message.contains("upgrade this node"), message);
    }

    private Result applyAs(long revision) {
        return log.apply(List.of(new Envelope(REQUEST, Samples.set(Samples.DB, 1), revision)))
                .getFirst();
    }

    private Result finish(int level) {
        return say(1, 2, new Command.FinalizeLevel(level)).getFirst();
    }

    private List<Result> say(int proposer, int level, Command... commands) {
        LogPosition next = new LogPosition(1, storage.stateMachine().lastApplied().index() + 1);
        List<Envelope> envelopes =
                List.of(commands).stream()
                        .map(command ->
                                Envelope.ofSystem(
                                        new RequestId(RequestId.SYSTEM, new UUID(9, next.index())),
                                        command))
                        .toList();
        byte[] entry = EntryCodec.encode(new Batch(proposer, 1000, level, envelopes));
        return ResultCodec.decode(storage.stateMachine().apply(next, entry));
    }

    private void configure(Integer... nodes) {
        long next = storage.stateMachine().lastApplied().index() + 1;
        storage.stateMachine().configure(new LogPosition(1, next), new TreeSet<>(List.of(nodes)));
    }

    private int level() {
        try (StateView view = storage.view()) {
            return view.featureLevel();
        }
    }

    private static Command found(int level) {
        Command.FoundCluster found = Samples.found();
        return new Command.FoundCluster(
                found.clusterId(), found.rootKeyFingerprint(), found.dataKeys(), level);
    }

    private static Command again(String id, String principal) {
        return new Command.AddRoleAssignment(Samples.assignment(id, principal, "role-1"), true);
    }

    private static Command add(String id, String principal) {
        return new Command.AddRoleAssignment(Samples.assignment(id, principal, "role-1"), false);
    }
}
