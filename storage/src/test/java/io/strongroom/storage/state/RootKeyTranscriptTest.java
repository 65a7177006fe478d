package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.Result.RootKeyRefused;
import io.strongroom.storage.command.Result.RootKeyRefused.Reason;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.SampleRoots;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.KeyUnderRoot;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/** A new root key, from its start to the old one's end. */
final class RootKeyTranscriptTest {
    private static final ItemName OTHER = new ItemName("other");
    private static final Result DONE = new Result.Done();

    private final MemoryStorage storage = new MemoryStorage();
    private final LogFeeder log = new LogFeeder(storage.stateMachine());

    @BeforeEach
    void found() {
        log.apply(Samples.found(), Samples.createVault(Samples.VAULT, 7, false));
        voters(1, 2);
    }

    private void voters(Integer... nodes) {
        LogPosition last = storage.stateMachine().lastApplied();
        storage.stateMachine()
                .configure(
                        new LogPosition(last.term(), last.index() + 1),
                        new TreeSet<>(List.of(nodes)));
    }

    private static Result refused(Reason reason, Integer... nodes) {
        return new RootKeyRefused(reason, List.of(nodes));
    }

    private void adopted() {
        assertEquals(
                List.of(DONE, DONE, DONE),
                log.apply(
                        SampleRoots.start(2, 1),
                        new Command.HoldRootKey(2, 2),
                        new Command.AdoptRootKey(2)));
    }

    private List<State> states() {
        try (StateView view = storage.view()) {
            return view.rootKeys().stream().map(RootKeyGeneration::state).toList();
        }
    }

    private List<KeyUnderRoot> under(int root) {
        try (StateView view = storage.view()) {
            return view.keysUnderRoot(root, 10);
        }
    }

    @Test
    void rootKeys_ofAClusterThatHasNeverRotated_areTheFounding() {
        try (StateView view = storage.view()) {
            assertEquals(
                    List.of(
                            new RootKeyGeneration(
                                    1, Samples.bytes("fingerprint"), State.CURRENT, 0)),
                    view.rootKeys());
            assertEquals(1, view.currentRoot());
        }
        try (StateView empty = new MemoryStorage().view()) {
            assertEquals(List.of(), empty.rootKeys());
            assertEquals(1, empty.currentRoot());
        }
    }

    @Test
    void startRootRotation_outOfTurn_isRefused() {
        assertEquals(
                refused(Reason.NOT_FOUNDED),
                new LogFeeder(new MemoryStorage().stateMachine())
                        .applyOne(SampleRoots.start(2, 1)));
        assertEquals(refused(Reason.NOT_NEXT), log.applyOne(SampleRoots.start(3, 1)));
        assertEquals(refused(Reason.NOT_NEXT), log.applyOne(SampleRoots.start(1, 1)));
        assertEquals(refused(Reason.NO_VOTER, 3), log.applyOne(SampleRoots.start(2, 3)));
        assertEquals(DONE, log.applyOne(SampleRoots.start(2, 1)));
        assertEquals(refused(Reason.UNDER_WAY), log.applyOne(SampleRoots.start(2, 1)));
        assertEquals(refused(Reason.UNDER_WAY), log.applyOne(SampleRoots.start(3, 2)));
        assertEquals(List.of(State.CURRENT, State.NEW), states());
    }

    @Test
    void transport_stepByStep_endsWithAHolder() {
        log.apply(SampleRoots.start(2, 1));
        assertEquals(
                refused(Reason.NOT_OFFERED, 2), log.applyOne(SampleRoots.deliver(2, 2, "pair")));
        assertEquals(DONE, log.applyOne(SampleRoots.offer(2, 2, "pair")));
        assertEquals(
                refused(Reason.NOT_OFFERED, 2), log.applyOne(SampleRoots.deliver(2, 2, "other")));
        assertEquals(DONE, log.applyOne(SampleRoots.deliver(2, 2, "pair")));
        assertEquals(new Result.AlreadyThere(), log.applyOne(SampleRoots.deliver(2, 2, "pair")));
        assertEquals(DONE, log.applyOne(SampleRoots.offer(2, 2, "pair")), "changes nothing");
        assertEquals(Samples.bytes("wrapped to pair"), holder(2).wrapped());
        assertEquals(DONE, log.applyOne(SampleRoots.offer(2, 2, "another")));
        assertEquals(Bytes.empty(), holder(2).wrapped(), "of another pair");
        assertEquals(DONE, log.applyOne(new Command.HoldRootKey(2, 2)));
        assertEquals(new RootKeyHolder(2, Bytes.empty(), Bytes.empty(), true), holder(2));
        assertEquals(new Result.AlreadyThere(), log.applyOne(SampleRoots.offer(2, 2, "pair")));
    }

    private RootKeyHolder holder(int node) {
        try (StateView view = storage.view()) {
            return view.rootKeyHolders(2).stream()
                    .filter(holder -> holder.node() == node)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void transport_ofAnotherGenerationOrNoVoter_isRefused() {
        log.apply(SampleRoots.start(2, 1));
        for (Command command :
                List.of(
                        SampleRoots.offer(1, 2, "pair"),
                        SampleRoots.deliver(3, 2, "pair"),
                        new Command.HoldRootKey(1, 2),
                        new Command.AdoptRootKey(1))) {
            assertEquals(refused(Reason.NOT_NEW), log.applyOne(command));
        }
        for (Command command :
                List.of(
                        SampleRoots.offer(2, 3, "pair"),
                        SampleRoots.deliver(2, 3, "pair"),
                        new Command.HoldRootKey(2, 3))) {
            assertEquals(refused(Reason.NO_VOTER, 3), log.applyOne(command));
        }
    }

    @Test
    void adopt_beforeEveryVoterHoldsIt_isRefused() {
        log.apply(SampleRoots.start(2, 1));
        voters(1, 2, 4);
        assertEquals(
                refused(Reason.HOLDERS_MISSING, 2, 4), log.applyOne(new Command.AdoptRootKey(2)));
        log.apply(new Command.HoldRootKey(2, 4));
        assertEquals(refused(Reason.HOLDERS_MISSING, 2), log.applyOne(new Command.AdoptRootKey(2)));
        voters(1, 4);
        assertEquals(DONE, log.applyOne(new Command.AdoptRootKey(2)));
        assertEquals(List.of(State.OLD, State.CURRENT), states());
        assertEquals(refused(Reason.NOT_NEW), log.applyOne(new Command.AdoptRootKey(2)));
    }

    @Test
    void rewrap_whatIsAsItWas_isTakenOver() {
        log.apply(SampleRoots.add(SampleKeys.SIGNER, 1, 1), SampleRoots.add(OTHER, 2, 1));
        log.apply(new Command.DeleteKey(Samples.VAULT, OTHER));
        adopted();
        assertEquals(2, under(1).size());
        Result result =
                log.applyOne(
                        new Command.Rewrap(
                                2,
                                List.of(SampleRoots.dataKey("wrapped", "wrapped anew")),
                                List.of(
                                        SampleRoots.key(SampleKeys.SIGNER, 1, "sealed-1", "new-1"),
                                        SampleRoots.key(OTHER, 2, "sealed-2", "new-2"))));
        assertEquals(new Result.Rewrapped(3), result);
        assertEquals(List.of(), under(1));
        try (StateView view = storage.view()) {
            assertEquals(
                    new WrappedDataKey("cluster", 1, Samples.bytes("wrapped anew"), 2),
                    view.latestDataKey("cluster").orElseThrow());
            assertEquals(2, view.currentRoot());
        }
        assertEquals(
                List.of("new-2", "new-1"),
                under(2).stream()
                        .map(key -> key.version().material().sealedPrivate())
                        .map(sealed ->
                                new String(
                                        sealed.toArray(), java.nio.charset.StandardCharsets.UTF_8))
                        .toList());
        log.apply(new Command.PurgeKey(Samples.VAULT, OTHER));
        assertEquals(1, under(2).size());
    }

    @Test
    void rewrap_whatHasChangedMeanwhile_isLeftAlone() {
        log.apply(SampleRoots.add(SampleKeys.SIGNER, 1, 1));
        log.apply(SampleKeys.add(2));
        adopted();
        Command.Rewrap rewrap =
                new Command.Rewrap(
                        2,
                        List.of(SampleRoots.dataKey("other", "after")),
                        List.of(
                                SampleRoots.key(SampleKeys.SIGNER, 1, "other", "after"),
                                SampleRoots.key(SampleKeys.SIGNER, 2, "sealed-2", "after"),
                                SampleRoots.key(OTHER, 1, "sealed-1", "after")));
        byte[] before = withoutRequests();
        assertEquals(new Result.Rewrapped(0), log.applyOne(rewrap));
        assertArrayEquals(before, withoutRequests());
        assertEquals(1, under(1).size());
    }

    private byte[] withoutRequests() {
        try (StateView view = storage.view()) {
            return (view.dataKeys() + " " + view.keysUnderRoot(1, 9) + view.keysUnderRoot(2, 9))
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Test
    void rewrap_underAnythingButTheCurrentOne_isRefused() {
        log.apply(SampleRoots.start(2, 1));
        List<Command> both =
                List.of(
                        new Command.Rewrap(
                                2, List.of(SampleRoots.dataKey("wrapped", "a")), List.of()),
                        new Command.Rewrap(
                                3, List.of(SampleRoots.dataKey("wrapped", "a")), List.of()));
        for (Command command : both) {
            assertEquals(refused(Reason.NOT_CURRENT), log.applyOne(command));
        }
        assertThrows(
                IllegalArgumentException.class, () -> new Command.Rewrap(2, List.of(), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new Command.Rewrap(
                                2,
                                Collections.nCopies(65, SampleRoots.dataKey("a", "b")),
                                List.of()));
    }

    @Test
    void retire_whileAnythingIsWrappedByIt_isRefused() {
        log.apply(SampleRoots.add(SampleKeys.SIGNER, 1, 1));
        assertEquals(refused(Reason.NOT_OLD), log.applyOne(new Command.RetireRootKey(1)));
        assertEquals(refused(Reason.NOT_OLD), log.applyOne(new Command.RetireRootKey(2)));
        adopted();
        assertEquals(refused(Reason.NOT_OLD), log.applyOne(new Command.RetireRootKey(2)));
        assertEquals(refused(Reason.IN_USE), log.applyOne(new Command.RetireRootKey(1)));
        log.apply(
                new Command.Rewrap(
                        2,
                        List.of(
                                SampleRoots.dataKey("wrapped", "a"),
                                new io.strongroom.storage.command.RewrappedDataKey(
                                        "vault:" + Samples.VAULT,
                                        1,
                                        Samples.bytes("wrapped for " + Samples.VAULT),
                                        Samples.bytes("b"))),
                        List.of()));
        assertEquals(refused(Reason.IN_USE), log.applyOne(new Command.RetireRootKey(1)), "a key");
        log.apply(
                new Command.Rewrap(
                        2,
                        List.of(),
                        List.of(SampleRoots.key(SampleKeys.SIGNER, 1, "sealed-1", "c"))));
        assertEquals(DONE, log.applyOne(new Command.RetireRootKey(1)));
        assertEquals(new Result.AlreadyThere(), log.applyOne(new Command.RetireRootKey(1)));
        assertEquals(List.of(State.RETIRED, State.CURRENT), states());
        try (StateView view = storage.view()) {
            assertEquals(List.of(), view.rootKeyHolders(2));
            assertTrue(view.newestPurgeIndex() > 0, "what travelled is erased");
        }
        assertEquals(DONE, log.applyOne(SampleRoots.start(3, 2)));
    }

    @Test
    void retire_oneOnItsWay_makesRoomForTheNext() {
        log.apply(SampleRoots.start(2, 1));
        assertEquals(DONE, log.applyOne(new Command.RetireRootKey(2)));
        assertEquals(List.of(State.CURRENT, State.RETIRED), states());
        assertEquals(refused(Reason.NOT_NEW), log.applyOne(new Command.AdoptRootKey(2)));
        assertEquals(DONE, log.applyOne(SampleRoots.start(3, 1)));
    }

    @Test
    void store_whatARootKeyWrapsThatWrapsNothing_isRefusedAndNotRemembered() {
        Result late = refused(Reason.RETIRED);
        RequestId id = new RequestId("alice", new UUID(7, 7));
        Command add = SampleRoots.add(SampleKeys.SIGNER, 1, 2);
        assertEquals(late, log.applyAs(id, add));
        log.apply(SampleRoots.start(2, 1));
        assertEquals(late, log.applyAs(id, add), "not adopted yet");
        log.apply(new Command.HoldRootKey(2, 2), new Command.AdoptRootKey(2));
        assertInstanceOf(Result.KeyStored.class, log.applyAs(id, add));
        Command vault =
                new Command.CreateVault(
                        new Vault(new VaultName("third"), 7, false),
                        new WrappedDataKey("vault:third", 1, Samples.bytes("w"), 3));
        assertEquals(late, log.applyOne(vault));
        assertInstanceOf(
                Result.KeyStored.class,
                log.applyOne(SampleRoots.add(OTHER, 2, 1)),
                "an old one still wraps");
        assertInstanceOf(Result.KeyStored.class, log.applyOne(SampleKeys.add(3)), "in software");
    }
}
