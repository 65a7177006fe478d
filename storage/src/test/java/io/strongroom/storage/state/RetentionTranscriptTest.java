package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.MemoryTables;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Deleting, recovering and purging. */
final class RetentionTranscriptTest {
    private static final ItemName DB = Samples.DB;
    private static final long DAY = 86_400;

    private final MemoryStorage storage = new MemoryStorage();
    private final LogFeeder log = new LogFeeder(storage.stateMachine());

    @BeforeEach
    void createVault() {
        log.apply(Samples.createVault(Samples.VAULT, 7, false));
    }

    @Test
    void deleteSecret_live_isDeletedUntilItsRetentionEnds() {
        log.apply(Samples.set(DB, 1), Samples.set(DB, 2));
        SecretVersion latest = latest();
        log.advanceSeconds(5);
        DeletedItem<SecretVersion> expected =
                new DeletedItem<>(latest, log.nowSeconds(), log.nowSeconds() + 7 * DAY);
        assertEquals(
                new Result.SecretDeleted(
                        new DeletedItem<>(
                                latest.withoutValue(),
                                expected.deletedSeconds(),
                                expected.scheduledPurgeSeconds())),
                log.applyOne(delete(DB)));
        try (StateView view = storage.view()) {
            assertEquals(Optional.empty(), view.secrets().latest(Samples.VAULT, DB));
            assertEquals(
                    Optional.empty(),
                    view.secrets().version(Samples.VAULT, DB, Samples.version(1)));
            assertEquals(0, view.secrets().versionCount(Samples.VAULT, DB));
            assertEquals(List.of(), view.secrets().versions(Samples.VAULT, DB, "", 9));
            assertEquals(List.of(), view.secrets().versionsByAge(Samples.VAULT, DB));
            assertEquals(List.of(), view.secrets().list(Samples.VAULT, "", 9));
            assertEquals(Optional.of(expected), view.secrets().deleted(Samples.VAULT, DB));
            assertEquals(List.of(expected), view.secrets().listDeleted(Samples.VAULT, "", 9));
            assertEquals(List.of(), view.secrets().listDeleted(Samples.VAULT, DB.key(), 9));
            assertEquals(Optional.of(expected.scheduledPurgeSeconds()), view.nextPurgeSeconds());
        }
    }

    @Test
    void deletedName_everyOtherOperation_isRefused() {
        log.apply(Samples.set(DB, 1), delete(DB));
        assertEquals(
                List.of(
                        new Result.ItemMissing(),
                        new Result.ItemIsDeleted(),
                        new Result.ItemMissing()),
                log.apply(delete(DB), Samples.set(DB, 2), Samples.update(DB, Optional.of("x"))));
    }

    @Test
    void recoverSecret_deleted_isAsItWas() {
        log.apply(Samples.set(DB, 2), Samples.set(DB, 1));
        SecretVersion before = latest();
        log.advanceSeconds(100).apply(delete(DB));
        Result result = log.advanceSeconds(100).applyOne(recover(DB));
        assertEquals(new Result.SecretStored(before.withoutValue()), result);
        try (StateView view = storage.view()) {
            assertEquals(Optional.of(before), view.secrets().latest(Samples.VAULT, DB));
            assertEquals(2, view.secrets().versionCount(Samples.VAULT, DB));
            assertEquals(Optional.empty(), view.secrets().deleted(Samples.VAULT, DB));
            assertEquals(Optional.empty(), view.nextPurgeSeconds());
        }
        assertEquals(new Result.DeletedItemMissing(), log.applyOne(recover(DB)));
    }

    @Test
    void purgeSecret_notDeleted_isRefused() {
        assertEquals(new Result.DeletedItemMissing(), log.applyOne(purge(DB)));
        log.apply(Samples.set(DB, 1));
        assertEquals(new Result.DeletedItemMissing(), log.applyOne(purge(DB)));
    }

    @Test
    void purgeSecret_deleted_leavesNoRowOfIt() {
        log.apply(Samples.set(DB, 0xabcdef), Samples.update(DB, Optional.of("x")));
        log.apply(Samples.set(DB, 0xabcdef01), delete(DB), recover(DB), delete(DB));
        assertEquals(new Result.Done(), log.applyOne(purge(DB)));
        for (Table table : Table.values()) {
            for (int number : List.of(0xabcdef, 0xabcdef01)) {
                assertEquals(0, rowsWith(table, "sealed-" + number), table.label());
                String id = Samples.version(number).value();
                if (table != Table.REQUESTS) {
                    // There the ids stay for a day: a retry is told what was set.
                    byte[] raw = HexFormat.of().parseHex(id);
                    assertEquals(0, MemoryTables.rowsWith(storage.tables(), table, raw));
                }
                assertEquals(0, rowsWith(table, id), table.label());
            }
            assertEquals(0, table == Table.REQUESTS ? 0 : rowsWith(table, DB.key()), table.label());
        }
    }

    @Test
    void purgedName_setAgain_isANewSecretInItsOwnCasing() {
        ItemName shouting = new ItemName("DB-PASSWORD");
        log.apply(Samples.set(DB, 1), delete(DB), purge(DB), Samples.set(shouting, 2));
        try (StateView view = storage.view()) {
            assertEquals(shouting, view.secrets().latest(Samples.VAULT, DB).orElseThrow().name());
            assertEquals(1, view.secrets().versionCount(Samples.VAULT, DB));
        }
    }

    @Test
    void purgeSecret_underProtection_isRefusedUntilTheRetentionEnds() {
        VaultName safe = new VaultName("safe");
        log.apply(Samples.createVault(safe, 7, true));
        log.apply(in(safe, 1), new Command.DeleteSecret(safe, DB));
        assertEquals(new Result.PurgeProtected(), log.applyOne(new Command.PurgeSecret(safe, DB)));
        log.advanceSeconds(7 * DAY - 1);
        assertEquals(new Result.PurgedDue(0), log.applyOne(new Command.PurgeDue(10)));
        log.advanceSeconds(1);
        assertEquals(new Result.PurgeProtected(), log.applyOne(new Command.PurgeSecret(safe, DB)));
        assertEquals(new Result.PurgedDue(1), log.applyOne(new Command.PurgeDue(10)));
        try (StateView view = storage.view()) {
            assertEquals(Optional.empty(), view.secrets().deleted(safe, DB));
            assertEquals(Optional.empty(), view.nextPurgeSeconds());
        }
    }

    @Test
    void purgeDue_moreThanTheLimit_takesTheEarliestFirst() {
        ItemName[] names = {new ItemName("c"), new ItemName("b"), new ItemName("a")};
        for (int i = 0; i < names.length; i++) {
            log.apply(Samples.set(names[i], i), delete(names[i]));
            log.advanceSeconds(10);
        }
        log.advanceSeconds(7 * DAY);
        assertEquals(new Result.PurgedDue(2), log.applyOne(new Command.PurgeDue(2)));
        try (StateView view = storage.view()) {
            assertEquals(
                    List.of("a"),
                    view.secrets().listDeleted(Samples.VAULT, "", 9).stream()
                            .map(deleted -> deleted.latest().name().value())
                            .toList());
        }
        assertEquals(new Result.PurgedDue(1), log.applyOne(new Command.PurgeDue(2)));
        assertEquals(new Result.PurgedDue(0), log.applyOne(new Command.PurgeDue(2)));
    }

    @Test
    void anyOperation_noSuchVault_isRefused() {
        VaultName nowhere = new VaultName("nowhere");
        assertEquals(
                Collections.nCopies(4, new Result.VaultMissing()),
                log.apply(
                        new Command.DeleteSecret(nowhere, DB),
                        new Command.RecoverSecret(nowhere, DB),
                        new Command.PurgeSecret(nowhere, DB),
                        new Command.RestoreSecret(
                                nowhere,
                                DB,
                                List.of(Samples.stored(DB, 1)),
                                Samples.bytes("blob"))));
    }

    private int rowsWith(Table table, String text) {
        byte[] needle = text.getBytes(StandardCharsets.UTF_8);
        return MemoryTables.rowsWith(storage.tables(), table, needle);
    }

    private SecretVersion latest() {
        try (StateView view = storage.view()) {
            return view.secrets().latest(Samples.VAULT, DB).orElseThrow();
        }
    }

    private static Command in(VaultName vault, int number) {
        Command.SetSecret set = Samples.set(DB, number);
        return new Command.SetSecret(
                vault,
                set.name(),
                set.version(),
                set.sealedValue(),
                set.contentType(),
                set.tags(),
                set.attributes(),
                set.valueDigest());
    }

    private static Command delete(ItemName name) {
        return new Command.DeleteSecret(Samples.VAULT, name);
    }

    private static Command recover(ItemName name) {
        return new Command.RecoverSecret(Samples.VAULT, name);
    }

    private static Command purge(ItemName name) {
        return new Command.PurgeSecret(Samples.VAULT, name);
    }
}
