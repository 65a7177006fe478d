package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Many secrets due at once. With the system property {@code strongroom.purgeLoad} there are that
 * many; the figures are in the test's log.
 */
final class PurgeLoadTest {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeLoadTest.class);
    private static final int SECRETS = Integer.getInteger("strongroom.purgeLoad", 3_000);
    private static final int PER_ENTRY = 250;

    @TempDir private Path temp;

    @Test
    void purgeDue_manyAtOnce_takesAFewPerEntryAndStaysQuick() {
        try (RocksStorage storage = RocksStorage.open(temp.resolve("db"))) {
            LogFeeder log = new LogFeeder(storage.stateMachine());
            log.apply(Samples.createVault(Samples.VAULT, 7, false));
            long started = System.nanoTime();
            fill(log);
            long perSecond = 2_000_000_000L * SECRETS / (System.nanoTime() - started);
            log.advanceSeconds(8 * 86_400);
            List<Long> micros = purgeAll(storage, log);
            long first = median(micros.subList(0, micros.size() / 5));
            long last = median(micros.subList(micros.size() * 4 / 5, micros.size()));
            LOG.atInfo()
                    .addKeyValue("secrets", SECRETS)
                    .addKeyValue("commandsPerSecond", perSecond)
                    .addKeyValue("entries", micros.size())
                    .addKeyValue("firstFifthMicros", first)
                    .addKeyValue("lastFifthMicros", last)
                    .addKeyValue("worstMicros", micros.stream().max(Long::compare).orElseThrow())
                    .log("purge_load");
            // Wading through the marks of what is gone would make the last ones ever slower.
            assertTrue(last < 10 * first + 20_000, first + " us at first, " + last + " at last");
            assertArrayEquals(
                    storage.digest(),
                    storage.database().get(Table.META, Keys.text(Keys.DIGEST)).orElseThrow());
        }
    }

    private static void fill(LogFeeder log) {
        for (int from = 0; from < SECRETS; from += PER_ENTRY) {
            List<Command> commands = new ArrayList<>();
            for (int i = from; i < Math.min(SECRETS, from + PER_ENTRY); i++) {
                ItemName name = new ItemName("s-" + i);
                commands.add(Samples.set(name, i));
                commands.add(new Command.DeleteSecret(Samples.VAULT, name));
            }
            log.apply(commands.toArray(Command[]::new));
        }
    }

    private static List<Long> purgeAll(RocksStorage storage, LogFeeder log) {
        List<Long> micros = new ArrayList<>();
        for (int left = SECRETS; left > 0; ) {
            long started = System.nanoTime();
            Result result = log.applyOne(new Command.PurgeDue(100));
            micros.add((System.nanoTime() - started) / 1000);
            assertEquals(new Result.PurgedDue(Math.min(100, left)), result);
            left -= 100;
        }
        try (StateView view = storage.view()) {
            assertEquals(Optional.empty(), view.nextPurgeSeconds());
            assertEquals(view.appliedIndex(), view.newestPurgeIndex());
        }
        return micros;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
