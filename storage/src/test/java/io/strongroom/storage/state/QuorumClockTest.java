package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.NodeStamp;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Whose word moves the time, and what is dated with it. */
final class QuorumClockTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long DAY = 86_400_000L;
    private static final long YEAR = 365 * DAY;

    private final MemoryStorage storage = new MemoryStorage();
    private final VaultStateMachine machine = new VaultStateMachine(storage.tables());
    private long index;
    private long requests;

    @Test
    void time_beforeAMajorityHasSpoken_standsAtZero() {
        configure(1, 2, 3);
        say(1, NOW);
        say(1, NOW + 1000);
        assertEquals(0, logTime());
        say(2, NOW + 50);
        assertEquals(NOW + 50, logTime());
    }

    @Test
    void time_withoutVoters_standsStill() {
        say(1, NOW);
        assertEquals(0, logTime());
    }

    @Test
    void time_ofFourVoters_needsThree() {
        configure(1, 2, 3, 4);
        say(1, NOW + 3);
        say(2, NOW + 2);
        assertEquals(0, logTime());
        say(3, NOW + 1);
        assertEquals(NOW + 1, logTime());
    }

    @Test
    void time_whenClocksOrVotersGoBack_doesNot() {
        configure(1, 2, 3);
        say(1, NOW);
        say(2, NOW);
        say(1, NOW - DAY);
        say(2, NOW - DAY);
        assertEquals(NOW, logTime());
        configure(1, 2, 3, 4, 5);
        say(3, NOW - DAY);
        assertEquals(NOW, logTime());
    }

    @Test
    void stamp_ofAVoter_isTheLastNotTheNewest() {
        configure(1, 2);
        say(1, NOW);
        say(1, NOW - 5);
        try (StateView view = storage.view()) {
            assertEquals(
                    List.of(new NodeStamp(1, NOW - 5, 2), new NodeStamp(2, 0, 0)),
                    view.nodeStamps());
            assertEquals(voters(1, 2), view.voters());
        }
    }

    @Test
    void stamp_ofANonVoter_doesNotCount() {
        configure(1, 2, 3);
        say(1, NOW);
        say(9, NOW + YEAR);
        say(8, NOW + YEAR);
        assertEquals(0, logTime());
        configure(1, 2, 9);
        assertEquals(0, logTime());
    }

    @Test
    void stamp_ofARemovedVoter_isForgottenAndTheNodeIsNot() {
        configure(1, 2, 3);
        say(3, NOW + YEAR);
        configure(1, 2);
        configure(1, 2, 3);
        try (StateView view = storage.view()) {
            assertEquals(new NodeStamp(3, 0, 0), view.nodeStamps().getLast());
        }
        assertTrue(machine.hasHeardFrom(3));
        assertFalse(machine.hasHeardFrom(2));
    }

    @Test
    void configure_atOrBelowTheAppliedIndex_changesNothing() {
        configure(1, 2, 3);
        machine.configure(new LogPosition(1, index), voters(7));
        try (StateView view = storage.view()) {
            assertEquals(voters(1, 2, 3), view.voters());
            assertEquals(index, view.appliedIndex());
        }
    }

    @Test
    void items_underAClockOff_areDatedCloseToQuorumTimeAndNeverBackwards() {
        configure(1, 2, 3);
        say(1, NOW);
        say(2, NOW);
        say(1, NOW, Samples.createVault(Samples.VAULT, 7, false));
        assertEquals((NOW + 6000) / 1000, created(3, NOW + YEAR, 1));
        assertEquals((NOW + 6000) / 1000, created(3, NOW - YEAR, 2));
        say(1, NOW + 20_000);
        assertEquals((NOW + 21_000) / 1000, created(2, NOW + 21_000, 3));
    }

    @Test
    void deletedBeforeTheFirstQuorum_isKeptForItsWholeRetention() {
        configure(1, 2, 3);
        say(1, NOW, Samples.createVault(Samples.VAULT, 7, false), Samples.set(Samples.DB, 1));
        say(1, NOW, new Command.DeleteSecret(Samples.VAULT, Samples.DB));
        say(2, NOW);
        assertKeptFor7DaysFrom(NOW);
    }

    @Test
    void deletedAfterTheClusterWasDown_isKeptForItsWholeRetention() {
        configure(1, 2, 3);
        say(1, NOW, Samples.createVault(Samples.VAULT, 7, false), Samples.set(Samples.DB, 1));
        say(2, NOW - 200);
        say(3, NOW - 100);
        long later = NOW + 100 * DAY;
        say(1, later, new Command.DeleteSecret(Samples.VAULT, Samples.DB));
        say(2, later);
        assertKeptFor7DaysFrom(later);
    }

    private void assertKeptFor7DaysFrom(long millis) {
        for (long days = 0; days < 7; days++) {
            assertEquals(0, purgeAt(millis + days * DAY));
        }
        assertEquals(0, purgeAt(millis + 7 * DAY - 2000));
        assertEquals(1, purgeAt(millis + 7 * DAY + 2000));
    }

    private int purgeAt(long millis) {
        say(2, millis);
        Result result = say(1, millis, new Command.PurgeDue(10)).getFirst();
        return result instanceof Result.PurgedDue(int count) ? count : -1;
    }

    private long created(int proposer, long stamp, int number) {
        Result result = say(proposer, stamp, Samples.set(Samples.DB, number)).getFirst();
        return result instanceof Result.SecretStored(var version) ? version.createdSeconds() : -1;
    }

    private List<Result> say(int proposer, long stampMillis, Command... commands) {
        List<Envelope> envelopes =
                List.of(commands).stream()
                        .map(command ->
                                Envelope.ofSystem(
                                        new RequestId(RequestId.SYSTEM, new UUID(0, ++requests)),
                                        command))
                        .toList();
        byte[] entry = EntryCodec.encode(new Batch(proposer, stampMillis, 2, envelopes));
        return ResultCodec.decode(machine.apply(new LogPosition(1, ++index), entry));
    }

    private void configure(Integer... nodes) {
        machine.configure(new LogPosition(1, ++index), voters(nodes));
    }

    private static SortedSet<Integer> voters(Integer... nodes) {
        return new TreeSet<>(List.of(nodes));
    }

    private long logTime() {
        try (StateView view = storage.view()) {
            return view.logTimeMillis();
        }
    }
}
