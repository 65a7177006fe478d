package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Table;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One random log, cut into entries in several ways and fed with restarts in between: the results
 * and the digest stay the same. Longer logs than in every build with the system property {@code
 * strongroom.replayCommands}.
 */
final class ReplayPropertyTest {
    private static final int COMMANDS = Integer.getInteger("strongroom.replayCommands", 1500);

    private static final SortedSet<Integer> VOTERS = new TreeSet<>(List.of(1, 2, 3));

    @TempDir private Path temp;

    @Test
    void log_random_meetsEveryKindOfResult() {
        List<Result> results = new ArrayList<>();
        reference(RandomLog.groups(2, 4 * COMMANDS), results);
        assertEquals(
                Result.class.getPermittedSubclasses().length,
                results.stream().map(Object::getClass).collect(Collectors.toSet()).size());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 7", "3, 64", "4, 1000", "5, 7"})
    void restarts_anyBatching_giveTheSameResultsAndDigest(long seed, int batchSize) {
        List<Batch> groups = RandomLog.groups(seed, COMMANDS);
        List<Result> expected = new ArrayList<>();
        byte[] digest = reference(groups, expected);
        List<byte[]> entries =
                RandomLog.cut(groups, batchSize).stream().map(EntryCodec::encode).toList();

        // Flushes every so often, so that a killed one comes back somewhere in the middle.
        RocksSettings small = new RocksSettings(1 << 20, 1 << 20, 1 + entries.size() / 15);
        Random random = new Random(seed);
        List<List<Result>> replies = new ArrayList<>();
        entries.forEach(_ -> replies.add(List.of()));
        RocksStorage storage = open(temp.resolve("0"), small);
        int restarts = 0;
        int next = 0;
        while (next < entries.size()) {
            replies.set(next, feed(storage, next, entries.get(next)));
            next++;
            if (random.nextInt(entries.size() / 8 + 1) == 0) {
                Path folder = temp.resolve(Integer.toString(restarts++));
                boolean killed = random.nextBoolean();
                Path then = temp.resolve(Integer.toString(restarts));
                if (killed) {
                    Folders.copy(folder, then);
                    storage.close();
                } else {
                    storage.close();
                    Folders.copy(folder, then);
                }
                storage = open(then, small);
                assertTrue(killed || storage.stateMachine().lastApplied().index() == next);
                // The log is replayed from its start; what is applied already is skipped.
                next = skip(storage.stateMachine(), entries);
            }
        }
        try (RocksStorage last = storage) {
            assertEquals(expected, replies.stream().flatMap(List::stream).toList());
            assertArrayEquals(digest, last.digest());
            assertArrayEquals(digest, maintained(last));
        }
        assertTrue(restarts > 0);
    }

    /** Also a voter comes again with the log; what is applied is skipped. */
    private static RocksStorage open(Path folder, RocksSettings settings) {
        RocksStorage storage = RocksStorage.open(folder, settings);
        storage.stateMachine().configure(new LogPosition(1, 0), VOTERS);
        return storage;
    }

    private static byte[] maintained(RocksStorage storage) {
        return storage.database().get(Table.META, Keys.text(Keys.DIGEST)).orElseThrow();
    }

    private static int skip(StateMachine machine, List<byte[]> entries) {
        int next = 0;
        while (next < machine.lastApplied().index()) {
            assertEquals(0, machine.apply(position(next), entries.get(next)).length);
            next++;
        }
        return next;
    }

    private static List<Result> feed(RocksStorage storage, int number, byte[] entry) {
        return ResultCodec.decode(storage.stateMachine().apply(position(number), entry));
    }

    private static LogPosition position(int number) {
        return new LogPosition(1 + number / 500, number + 1);
    }

    private static byte[] reference(List<Batch> groups, List<Result> results) {
        try (MemoryStorage storage = new MemoryStorage()) {
            int number = 0;
            storage.stateMachine().configure(new LogPosition(1, 0), VOTERS);
            for (Batch batch : RandomLog.cut(groups, 1)) {
                byte[] reply =
                        storage.stateMachine()
                                .apply(new LogPosition(1, ++number), EntryCodec.encode(batch));
                results.addAll(ResultCodec.decode(reply));
            }
            return storage.digest();
        }
    }
}
