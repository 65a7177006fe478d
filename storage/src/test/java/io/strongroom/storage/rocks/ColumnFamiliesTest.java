package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables of later versions come with their first row, and stay. */
final class ColumnFamiliesTest {
    @TempDir private Path temp;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temp.resolve("database");
    }

    @Test
    void open_withoutAKey_hasWhatTheVersionBeforeCanOpen() throws IOException, RocksDBException {
        try (RocksStorage storage = RocksStorage.open(folder)) {
            LogFeeder log = new LogFeeder(storage.stateMachine());
            log.apply(Samples.createVault(Samples.VAULT, 7, false), Samples.set(Samples.DB, 1));
            log.apply(new Command.DeleteKey(Samples.VAULT, SampleKeys.SIGNER));
            log.apply(new Command.PurgeDue(10));
            try (StateView view = storage.view()) {
                assertEquals(
                        Optional.empty(), view.keys().latest(Samples.VAULT, SampleKeys.SIGNER));
                assertEquals(0, view.keys().list(Samples.VAULT, "", 9).size());
            }
        }
        Set<String> first =
                Arrays.stream(Table.values())
                        .filter(Table::isOfFirstVersion)
                        .map(Table::label)
                        .collect(Collectors.toSet());
        assertEquals(first, tables());
        assertFalse(first.contains(Table.KEYS.label()));
    }

    @Test
    void firstKey_inADatabaseWithoutTables_isThereAfterAReopenAndAKill()
            throws IOException, RocksDBException {
        try (RocksStorage storage = RocksStorage.open(folder)) {
            new LogFeeder(storage.stateMachine())
                    .apply(Samples.createVault(Samples.VAULT, 7, false));
        }
        Path killed = temp.resolve("killed");
        try (RocksStorage storage = RocksStorage.open(folder)) {
            LogFeeder log = new LogFeeder(storage.stateMachine());
            StateView before = storage.view();
            log.apply(SampleKeys.add(1));
            assertEquals(0, before.keys().versionCount(Samples.VAULT, SampleKeys.SIGNER));
            before.close();
            storage.database().flush();
            log.apply(SampleKeys.add(2), Samples.set(new ItemName("later"), 1));
            Folders.copy(folder, killed);
        }
        assertEquals(2, versions(folder));
        assertEquals(1, versions(killed));
        assertTrue(tables().contains(Table.KEYS.label()));
    }

    private static int versions(Path of) {
        try (RocksStorage storage = RocksStorage.open(of);
                StateView view = storage.view()) {
            return view.keys().versionCount(Samples.VAULT, SampleKeys.SIGNER);
        }
    }

    private Set<String> tables() throws IOException, RocksDBException {
        Path database;
        try (Stream<Path> files = Files.walk(folder)) {
            database =
                    files.filter(file -> file.endsWith("CURRENT"))
                            .map(Path::getParent)
                            .findFirst()
                            .orElseThrow();
        }
        try (Options any = new Options()) {
            return RocksDB.listColumnFamilies(any, database.toString()).stream()
                    .map(label -> new String(label, StandardCharsets.UTF_8))
                    .collect(Collectors.toSet());
        }
    }
}
