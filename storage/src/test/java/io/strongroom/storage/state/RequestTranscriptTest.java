package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.storage.codec.CommandDigest;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Exactly once. */
final class RequestTranscriptTest {
    private static final RequestId REQUEST = new RequestId("carol", new UUID(-1, 1));
    private static final int DAY_SECONDS = 86_400;

    private final MemoryStorage storage = new MemoryStorage();
    private final LogFeeder log = new LogFeeder(storage.stateMachine());

    @BeforeEach
    void createVault() {
        log.apply(Samples.createVault(Samples.VAULT, 7, false));
    }

    @Test
    void repeat_ofASetSealedAnew_getsTheFirstResultAndChangesNothing() {
        Result first = log.applyAs(REQUEST, Samples.set(Samples.DB, 1));
        byte[] state = storage.digest();
        assertEquals(first, log.applyAs(REQUEST, sealedAnew(Samples.set(Samples.DB, 1), 2)));
        assertArrayEquals(state, storage.digest());
    }

    @Test
    void repeat_withinOneEntry_getsTheFirstResult() {
        List<Result> results =
                log.apply(
                        List.of(
                                new Envelope(REQUEST, Samples.set(Samples.DB, 1), 0),
                                new Envelope(
                                        REQUEST, sealedAnew(Samples.set(Samples.DB, 1), 2), 0)));
        assertEquals(results.getFirst(), results.getLast());
    }

    @Test
    void repeat_afterTheStateMovedOn_getsTheFirstResult() {
        Command delete = new Command.DeleteSecret(Samples.VAULT, Samples.DB);
        log.apply(Samples.set(Samples.DB, 1));
        Result first = log.applyAs(REQUEST, delete);
        log.apply(new Command.RecoverSecret(Samples.VAULT, Samples.DB));
        assertEquals(first, log.applyAs(REQUEST, delete));
    }

    @Test
    void repeat_ofARefusal_isRefusedAgain() {
        Command delete = new Command.DeleteSecret(Samples.VAULT, Samples.DB);
        assertEquals(new Result.ItemMissing(), log.applyAs(REQUEST, delete));
        log.apply(Samples.set(Samples.DB, 1));
        assertEquals(new Result.ItemMissing(), log.applyAs(REQUEST, delete));
    }

    @Test
    void earlier_ofARequestThatWasAnswered_isWhatAnEntryWouldGet() {
        Command set = Samples.set(Samples.DB, 1);
        Result first = log.applyAs(REQUEST, set);
        assertEquals(Optional.of(first), earlier(sealedAnew(Samples.set(Samples.DB, 1), 2)));
        assertEquals(
                Optional.of(new Result.RequestIdReused()), earlier(Samples.set(Samples.DB, 2)));
        log.advanceSeconds(DAY_SECONDS + 1);
        log.apply(Samples.set(Samples.DB, 3));
        assertEquals(Optional.empty(), earlier(set));
    }

    private Optional<Result> earlier(Command command) {
        try (StateView view = storage.view()) {
            return view.earlier(REQUEST, CommandDigest.of(command));
        }
    }

    @Test
    void earlier_ofARotation_isFoundByItsNameAlone() {
        log.apply(SampleKeys.add(1));
        Result first = log.applyAs(REQUEST, SampleKeys.rotate(2));
        log.apply(new Command.DeleteKey(Samples.VAULT, SampleKeys.SIGNER));
        try (StateView view = storage.view()) {
            assertEquals(
                    Optional.of(first),
                    view.earlier(
                            REQUEST, CommandDigest.ofRotation(Samples.VAULT, SampleKeys.SIGNER)));
        }
    }

    @Test
    void sameId_anotherCommand_isRefusedAndTheFirstStaysKnown() {
        Result first = log.applyAs(REQUEST, Samples.set(Samples.DB, 1));
        assertEquals(
                new Result.RequestIdReused(), log.applyAs(REQUEST, Samples.set(Samples.DB, 2)));
        assertEquals(first, log.applyAs(REQUEST, Samples.set(Samples.DB, 1)));
    }

    @Test
    void sameId_anotherCaller_isAnotherRequest() {
        log.applyAs(REQUEST, Samples.set(Samples.DB, 1));
        RequestId other = new RequestId("dave", REQUEST.id());
        assertTrue(log.applyAs(other, Samples.set(Samples.DB, 2)) instanceof Result.SecretStored);
    }

    @Test
    void sameId_aDayLater_isANewRequest() {
        Command first = Samples.set(Samples.DB, 1);
        log.applyAs(REQUEST, first);
        log.advanceSeconds(DAY_SECONDS - 1);
        assertEquals(
                new Result.RequestIdReused(), log.applyAs(REQUEST, Samples.set(Samples.DB, 2)));
        log.advanceSeconds(1);
        assertTrue(log.applyAs(REQUEST, Samples.set(Samples.DB, 2)) instanceof Result.SecretStored);
        log.advanceSeconds(DAY_SECONDS - 1);
        assertEquals(new Result.RequestIdReused(), log.applyAs(REQUEST, first));
    }

    @Test
    void expiredRequests_areForgottenAFewPerCommand() {
        for (int i = 0; i < 149; i++) {
            log.apply(Samples.set(new ItemName("s" + i), i));
        }
        log.advanceSeconds(DAY_SECONDS);
        assertEquals(150, count(Table.REQUESTS));
        for (int left : List.of(86, 22, 0)) {
            log.apply(new Command.PurgeDue(1));
            assertEquals(left, count(Table.REQUESTS));
            assertEquals(left, count(Table.REQUEST_EXPIRIES));
        }
        log.apply(Samples.set(Samples.DB, 99));
        assertEquals(1, count(Table.REQUESTS));
    }

    @Test
    void expiredRequest_usedAnewBeforeItsRemoval_isRememberedAnew() {
        for (int i = 0; i < 9; i++) {
            log.apply(Samples.set(new ItemName("s" + i), i));
        }
        log.applyAs(REQUEST, Samples.set(Samples.DB, 50));
        log.advanceSeconds(DAY_SECONDS);
        Result second = log.applyAs(REQUEST, Samples.set(Samples.DB, 51));
        log.apply(new Command.PurgeDue(1), new Command.PurgeDue(1), new Command.PurgeDue(1));
        assertEquals(1, count(Table.REQUESTS));
        assertEquals(1, count(Table.REQUEST_EXPIRIES));
        assertEquals(second, log.applyAs(REQUEST, Samples.set(Samples.DB, 51)));
    }

    @Test
    void requestsBeyondTheMost_areForgottenOldestFirst() {
        MemoryStorage small = new MemoryStorage(new Limits(3, 10));
        LogFeeder few = new LogFeeder(small.stateMachine());
        few.apply(Samples.createVault(Samples.VAULT, 7, false));
        for (int i = 1; i <= 5; i++) {
            few.advanceSeconds(1);
            few.applyAs(request(i), Samples.set(new ItemName("s" + i), i));
        }
        Result known = few.applyAs(request(4), Samples.set(new ItemName("s4"), 4));
        assertTrue(known instanceof Result.SecretStored);
        assertEquals(
                new Result.RequestIdReused(), few.applyAs(request(3), Samples.set(Samples.DB, 9)));
        // A retry of a forgotten one is carried out once more.
        assertEquals(
                new Result.AlreadyThere(),
                few.applyAs(request(1), Samples.set(new ItemName("s1"), 1)));
    }

    private static RequestId request(int number) {
        return new RequestId("carol", new UUID(9, number));
    }

    @Test
    void lowerIdAtTheSameTime_afterARestart_isForgottenToo() {
        log.applyAs(
                new RequestId("zoe", new UUID(1, 1)),
                new Command.PurgeSecret(Samples.VAULT, Samples.DB));
        VaultStateMachine restarted = new VaultStateMachine(storage.tables());
        LogFeeder again = new LogFeeder(restarted);
        again.apply(new Command.PurgeDue(1));
        again.applyAs(
                new RequestId("adam", new UUID(1, 1)),
                new Command.PurgeSecret(Samples.VAULT, Samples.DB));
        again.advanceSeconds(DAY_SECONDS).apply(new Command.PurgeDue(1));
        assertEquals(0, count(Table.REQUESTS));
        assertEquals(0, count(Table.REQUEST_EXPIRIES));
    }

    @Test
    void purgeDue_repeated_isDoneAgainAndNotRemembered() {
        assertEquals(new Result.PurgedDue(0), log.applyAs(REQUEST, new Command.PurgeDue(5)));
        log.apply(Samples.set(Samples.DB, 1), new Command.DeleteSecret(Samples.VAULT, Samples.DB));
        log.advanceSeconds(7 * DAY_SECONDS);
        assertEquals(new Result.PurgedDue(1), log.applyAs(REQUEST, new Command.PurgeDue(5)));
    }

    private int count(Table table) {
        int[] count = {0};
        storage.tables()
                .scan(
                        table,
                        Keys.first(),
                        Keys.last(),
                        (_, _) -> {
                            count[0]++;
                            return true;
                        });
        return count[0];
    }

    private static Command sealedAnew(Command.SetSecret set, int number) {
        return new Command.SetSecret(
                set.vault(),
                set.name(),
                Samples.version(number),
                Bytes.copyOf(new byte[] {1, 2, (byte) number}),
                set.contentType(),
                set.tags(),
                set.attributes(),
                set.valueDigest());
    }
}
