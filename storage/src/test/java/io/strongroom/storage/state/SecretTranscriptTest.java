package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Setting, updating, restoring and listing live secrets. */
final class SecretTranscriptTest {
    private static final ItemName DB = Samples.DB;
    private static final ItemName OTHER_CASE = new ItemName("dB-pASSWORD");

    private final MemoryStorage storage = new MemoryStorage();
    private final LogFeeder log = new LogFeeder(storage.stateMachine());

    @BeforeEach
    void createVault() {
        log.apply(Samples.createVault(Samples.VAULT, 90, false));
    }

    @Test
    void setSecret_new_isStoredWithLogTimeAndRepliedWithoutItsValue() {
        Result result = log.applyOne(Samples.set(DB, 1));
        SecretVersion expected = version(DB, 1, log.nowSeconds());
        assertEquals(new Result.SecretStored(expected.withoutValue()), result);
        try (StateView view = storage.view()) {
            assertEquals(Optional.of(expected), view.secrets().latest(Samples.VAULT, DB));
            assertEquals(1, view.secrets().versionCount(Samples.VAULT, DB));
        }
    }

    @Test
    void setSecret_inAnotherCasing_isTheSameSecretShownAsFirstCreated() {
        log.apply(Samples.set(DB, 1));
        Result result = log.applyOne(Samples.set(OTHER_CASE, 2));
        assertEquals(
                new Result.SecretStored(version(DB, 2, log.nowSeconds()).withoutValue()), result);
        try (StateView view = storage.view()) {
            assertEquals(2, view.secrets().versionCount(Samples.VAULT, OTHER_CASE));
            assertEquals(
                    List.of(DB),
                    view.secrets().list(Samples.VAULT, "", 9).stream()
                            .map(SecretVersion::name)
                            .toList());
        }
    }

    @Test
    void setSecret_noSuchVault_isRefused() {
        Command.SetSecret set = Samples.set(DB, 1);
        Command elsewhere =
                new Command.SetSecret(
                        new VaultName("nowhere"),
                        DB,
                        set.version(),
                        set.sealedValue(),
                        set.contentType(),
                        set.tags(),
                        set.attributes(),
                        set.valueDigest());
        assertEquals(new Result.VaultMissing(), log.applyOne(elsewhere));
    }

    @Test
    void setSecret_versionIdThere_keepsTheOldValue() {
        log.apply(Samples.set(DB, 1));
        assertEquals(new Result.AlreadyThere(), log.applyOne(Samples.set(DB, 1)));
    }

    @Test
    void latest_sameSecondAndLowerIds_isTheOneSetLast() {
        log.apply(Samples.set(DB, 9), Samples.set(DB, 5), Samples.set(DB, 7));
        try (StateView view = storage.view()) {
            assertEquals(
                    Samples.version(7),
                    view.secrets().latest(Samples.VAULT, DB).orElseThrow().version());
            assertEquals(
                    List.of(9, 5, 7), numbers(view.secrets().versionsByAge(Samples.VAULT, DB)));
            assertEquals(
                    List.of(5, 7, 9), numbers(view.secrets().versions(Samples.VAULT, DB, "", 10)));
            assertEquals(
                    List.of(7),
                    numbers(
                            view.secrets()
                                    .versions(Samples.VAULT, DB, Samples.version(5).value(), 1)));
            assertEquals(
                    Samples.bytes("sealed-5"),
                    view.secrets()
                            .version(Samples.VAULT, DB, Samples.version(5))
                            .orElseThrow()
                            .sealedValue());
        }
    }

    @Test
    void updateSecret_someMembers_leavesTheOthers() {
        Command.SetSecret set = Samples.set(DB, 1);
        log.apply(
                new Command.SetSecret(
                        Samples.VAULT,
                        DB,
                        set.version(),
                        set.sealedValue(),
                        Optional.of("text/plain"),
                        Samples.tags("a", "1", "b", "2"),
                        new ItemAttributes(true, OptionalLong.of(10), OptionalLong.empty()),
                        set.valueDigest()));
        long created = log.nowSeconds();
        log.advanceSeconds(60);
        Result result =
                log.applyOne(
                        new Command.UpdateSecret(
                                Samples.VAULT,
                                OTHER_CASE,
                                Optional.of(Samples.version(1)),
                                Optional.empty(),
                                Optional.of(Samples.tags("c", "3")),
                                Optional.of(false),
                                OptionalLong.empty(),
                                OptionalLong.of(11)));
        SecretVersion expected =
                new SecretVersion(
                        DB,
                        set.version(),
                        set.sealedValue(),
                        Optional.of("text/plain"),
                        Samples.tags("c", "3"),
                        new ItemAttributes(false, OptionalLong.of(10), OptionalLong.of(11)),
                        created,
                        created + 60);
        assertEquals(new Result.SecretStored(expected.withoutValue()), result);
        try (StateView view = storage.view()) {
            assertEquals(Optional.of(expected), view.secrets().latest(Samples.VAULT, DB));
        }
    }

    @Test
    void updateSecret_withoutVersion_changesTheLatestAndCreatesNone() {
        log.apply(Samples.set(DB, 2), Samples.set(DB, 1));
        log.apply(Samples.update(DB, Optional.of("x")));
        try (StateView view = storage.view()) {
            assertEquals(2, view.secrets().versionCount(Samples.VAULT, DB));
            SecretVersion latest = view.secrets().latest(Samples.VAULT, DB).orElseThrow();
            assertEquals(Samples.version(1), latest.version());
            assertEquals(Optional.of("x"), latest.contentType());
        }
    }

    @Test
    void updateSecret_nothingThere_isRefused() {
        assertEquals(new Result.ItemMissing(), log.applyOne(Samples.update(DB, Optional.empty())));
        log.apply(Samples.set(DB, 1));
        Command.UpdateSecret otherVersion =
                new Command.UpdateSecret(
                        Samples.VAULT,
                        DB,
                        Optional.of(Samples.version(2)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        assertEquals(new Result.ItemMissing(), log.applyOne(otherVersion));
    }

    @Test
    void updateSecret_timesContradictTogether_changesNothing() {
        log.apply(Samples.set(DB, 1), times(OptionalLong.of(100), OptionalLong.empty()));
        assertEquals(
                new Result.TimesContradict(),
                log.applyOne(times(OptionalLong.empty(), OptionalLong.of(100))));
        try (StateView view = storage.view()) {
            SecretVersion latest = view.secrets().latest(Samples.VAULT, DB).orElseThrow();
            assertEquals(OptionalLong.empty(), latest.attributes().expires());
        }
    }

    @Test
    void restoreSecret_nameFree_bringsEveryVersionBackInItsOrder() {
        Result result = log.applyOne(restore(8, 3, 5));
        assertEquals(new Result.SecretStored(Samples.stored(DB, 5).withoutValue()), result);
        log.apply(Samples.set(OTHER_CASE, 1));
        try (StateView view = storage.view()) {
            assertEquals(
                    List.of(8, 3, 5, 1), numbers(view.secrets().versionsByAge(Samples.VAULT, DB)));
            assertEquals(
                    Optional.of(Samples.stored(DB, 3)),
                    view.secrets().version(Samples.VAULT, DB, Samples.version(3)));
            assertEquals(
                    Samples.version(1),
                    view.secrets().latest(Samples.VAULT, DB).orElseThrow().version());
        }
    }

    @Test
    void restoreSecret_nameInUse_isRefused() {
        log.apply(Samples.set(OTHER_CASE, 1));
        assertEquals(new Result.ItemExists(), log.applyOne(restore(2)));
        log.apply(new Command.DeleteSecret(Samples.VAULT, DB));
        assertEquals(new Result.ItemIsDeleted(), log.applyOne(restore(2)));
    }

    @Test
    void secrets_pagedThrough_areOrderedByTheirKeys() {
        log.apply(Samples.createVault(new VaultName("team-aa"), 90, false));
        log.apply(
                Samples.set(new ItemName("b"), 1),
                Samples.set(new ItemName("A"), 2),
                Samples.set(new ItemName("a-1"), 3),
                Samples.set(new ItemName("C"), 4),
                Samples.set(new ItemName("ab"), 5));
        log.apply(new Command.DeleteSecret(Samples.VAULT, new ItemName("c")));
        try (StateView view = storage.view()) {
            assertEquals(List.of(2, 3), numbers(view.secrets().list(Samples.VAULT, "", 2)));
            assertEquals(List.of(5, 1), numbers(view.secrets().list(Samples.VAULT, "a-1", 2)));
            assertEquals(List.of(), numbers(view.secrets().list(Samples.VAULT, "b", 2)));
            assertEquals(List.of(), view.secrets().list(Samples.VAULT, "", 0));
            assertEquals(List.of(), view.secrets().list(new VaultName("team-aa"), "", 9));
        }
    }

    @Test
    void view_heldWhileTheStateChanges_staysAsItWas() {
        log.apply(Samples.set(DB, 1));
        try (StateView view = storage.view()) {
            log.apply(Samples.set(DB, 2), new Command.DeleteSecret(Samples.VAULT, DB));
            assertEquals(1, view.secrets().versionCount(Samples.VAULT, DB));
            assertEquals(
                    Samples.version(1),
                    view.secrets().latest(Samples.VAULT, DB).orElseThrow().version());
        }
    }

    private static Command times(OptionalLong notBefore, OptionalLong expires) {
        return new Command.UpdateSecret(
                Samples.VAULT,
                DB,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                notBefore,
                expires);
    }

    private static Command restore(int... numbers) {
        List<SecretVersion> versions =
                Arrays.stream(numbers).mapToObj(n -> Samples.stored(DB, n)).toList();
        return new Command.RestoreSecret(
                Samples.VAULT, DB, versions, Bytes.copyOf(new byte[] {(byte) numbers.length}));
    }

    private static SecretVersion version(ItemName name, int number, long seconds) {
        return new SecretVersion(
                name,
                Samples.version(number),
                Samples.bytes("sealed-" + number),
                Optional.empty(),
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                seconds,
                seconds);
    }

    private static List<Integer> numbers(List<SecretVersion> versions) {
        return versions.stream()
                .map(version -> Integer.parseInt(version.version().value(), 16))
                .toList();
    }
}
