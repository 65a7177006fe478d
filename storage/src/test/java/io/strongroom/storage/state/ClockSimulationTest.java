package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A cluster whose minority has clocks up to years off, jumping at will, leading or not: nothing is
 * purged before its retention has passed by honest time, everything is purged in the end, and time
 * goes on whenever all honest voters speak, and never back. Now and then the whole cluster is down.
 * More steps than in every build with the system property {@code strongroom.clockSteps}.
 */
final class ClockSimulationTest {
    private static final long DAY = 86_400_000L;
    private static final long YEAR = 365 * DAY;
    private static final int RETENTION_DAYS = 7;
    private static final int LIARS = 100;
    private static final int STEPS = Integer.getInteger("strongroom.clockSteps", 600);
    private static final int PURGE_LIMIT = 5;

    /** Standstills too short to be remembered, the honest clocks' skew, and a tick. */
    private static final long TOLERANCE = 2 * Standstills.SHORTEST_MILLIS + 10_000;

    private final MemoryStorage storage = new MemoryStorage();
    private final Map<String, Long> deletedMillis = new TreeMap<>();
    private Random random = new Random(0);
    private int honestVoters;
    private int voters;
    private long honest = 1_700_000_000_000L;
    private long index;
    private long requests;
    private long lastTime;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 6})
    void minorityOfClocks_anyLies_purgeNothingEarlyAndBlockNothing(long seed) {
        random = new Random(seed);
        setVoters();
        say(leader(), Samples.createVault(Samples.VAULT, RETENTION_DAYS, false));
        for (int step = 0; step < STEPS; step++) {
            honest += random.nextInt(20) == 0 ? random.nextLong(DAY) : random.nextInt(5000);
            switch (random.nextInt(400)) {
                case 0 -> setVoters();
                case 1 -> honest += random.nextLong(60 * DAY);
                default -> speak(step);
            }
        }
        assertEverythingGoesInTheEnd();
    }

    private void speak(int step) {
        if (random.nextInt(3) == 0) {
            allHonestSpeak();
        }
        if (random.nextInt(4) == 0) {
            ItemName name = new ItemName("s" + step);
            say(leader(), Samples.set(name, step));
            Result deleted = say(leader(), new Command.DeleteSecret(Samples.VAULT, name));
            assertTrue(deleted instanceof Result.SecretDeleted);
            deletedMillis.put(name.key(), honest);
        }
        say(leader(), new Command.PurgeDue(PURGE_LIMIT));
        forgetThePurged();
    }

    private void forgetThePurged() {
        try (StateView view = storage.view()) {
            deletedMillis
                    .entrySet()
                    .removeIf(deleted -> {
                        ItemName name = new ItemName(deleted.getKey());
                        boolean gone = view.secrets().deleted(Samples.VAULT, name).isEmpty();
                        long due = deleted.getValue() + RETENTION_DAYS * DAY;
                        assertTrue(!gone || honest >= due - TOLERANCE, () -> name + " went early");
                        return gone;
                    });
        }
    }

    private void assertEverythingGoesInTheEnd() {
        for (int days = 0; days < 2 * RETENTION_DAYS + 2; days++) {
            honest += DAY;
            allHonestSpeak();
            // A purge that is put off for a standstill takes an entry's room as well.
            for (int i = 0; i < STEPS / 10; i++) {
                say(leader(), new Command.PurgeDue(PURGE_LIMIT));
            }
            forgetThePurged();
        }
        assertEquals(Map.of(), deletedMillis);
    }

    private void allHonestSpeak() {
        for (int node = 1; node <= honestVoters; node++) {
            say(node);
        }
        assertTrue(time() >= honest - 5000, "time stands still though a majority speaks");
    }

    /** The honest are a majority and come first. */
    private void setVoters() {
        voters = random.nextBoolean() ? 3 : 5;
        honestVoters = voters / 2 + 1;
        TreeSet<Integer> nodes = new TreeSet<>();
        for (int i = 0; i < voters; i++) {
            nodes.add(node(i));
        }
        storage.stateMachine().configure(new LogPosition(1, ++index), nodes);
    }

    private int leader() {
        return node(random.nextInt(voters));
    }

    /** A liar stays one. */
    private int node(int number) {
        return number < honestVoters ? 1 + number : LIARS + number - honestVoters;
    }

    private Result say(int node, Command... commands) {
        long stamp =
                node < LIARS
                        ? honest + random.nextInt(4000) - 2000
                        : honest + random.nextLong(-5 * YEAR, 5 * YEAR);
        List<Envelope> envelopes =
                List.of(commands).stream()
                        .map(command ->
                                Envelope.ofSystem(
                                        new RequestId(RequestId.SYSTEM, new UUID(0, ++requests)),
                                        command))
                        .toList();
        byte[] entry = EntryCodec.encode(new Batch(node, stamp, 2, envelopes));
        List<Result> results =
                ResultCodec.decode(
                        storage.stateMachine().apply(new LogPosition(1, ++index), entry));
        long now = time();
        assertTrue(now >= lastTime, "time went back");
        assertTrue(now <= honest + 2000, "a minority moved time ahead");
        lastTime = now;
        return results.isEmpty() ? new Result.Done() : results.getFirst();
    }

    /** Without a view: in memory that is a copy of everything. */
    private long time() {
        return new Rows(storage.tables()).millis(Keys.LOG_TIME);
    }
}
