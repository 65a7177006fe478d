package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Keys: adding, rotating, updating, and from live to deleted and purged. */
final class KeyTranscriptTest {
    private static final VaultName VAULT = Samples.VAULT;
    private static final ItemName SIGNER = SampleKeys.SIGNER;
    private static final long DAY = 86_400;

    private final MemoryStorage storage = new MemoryStorage();
    private final LogFeeder log = new LogFeeder(storage.stateMachine());

    @BeforeEach
    void createVault() {
        log.apply(Samples.createVault(VAULT, 7, false));
    }

    private KeyVersion latest() {
        try (StateView view = storage.view()) {
            return view.keys().latest(VAULT, SIGNER).orElseThrow();
        }
    }

    @Test
    void addKey_twice_makesTwoVersionsOfWhichTheSecondIsTheLatest() {
        assertEquals(
                new Result.KeyStored(first().withoutPrivate()), log.applyOne(SampleKeys.add(1)));
        assertEquals(first(), latest());
        log.applyOne(SampleKeys.add(2));
        try (StateView view = storage.view()) {
            assertEquals(Samples.version(2), latest().version());
            assertEquals(2, view.keys().versionCount(VAULT, SIGNER));
            assertEquals(
                    Optional.of(first()), view.keys().version(VAULT, SIGNER, Samples.version(1)));
            assertEquals(Optional.empty(), view.secrets().latest(VAULT, SIGNER), "no secret");
        }
    }

    private KeyVersion first() {
        Command.AddKey add = SampleKeys.add(1);
        return new KeyVersion(
                SIGNER,
                add.version(),
                add.material(),
                add.operations(),
                add.releasePolicy(),
                add.tags(),
                add.attributes(),
                log.nowSeconds(),
                log.nowSeconds());
    }

    @Test
    void addKey_whereItCannotBe_isRefused() {
        Command.AddKey elsewhere = SampleKeys.add(1);
        assertEquals(
                new Result.VaultMissing(),
                new LogFeeder(new MemoryStorage().stateMachine()).applyOne(elsewhere));
        log.apply(SampleKeys.add(1));
        assertEquals(new Result.AlreadyThere(), log.applyOne(SampleKeys.add(1)));
        log.apply(new Command.DeleteKey(VAULT, SIGNER));
        assertEquals(new Result.ItemIsDeleted(), log.applyOne(SampleKeys.add(2)));
    }

    @Test
    void updateKey_withNothing_changesOnlyTheTimeOfTheUpdate() {
        log.apply(SampleKeys.addWithEverything(1));
        KeyVersion before = latest();
        log.advanceSeconds(9);
        log.apply(SampleKeys.update(Optional.empty()));
        assertEquals(before.updatedSeconds() + 9, latest().updatedSeconds());
        assertEquals(before.operations(), latest().operations());
        assertEquals(before.tags(), latest().tags());
        assertEquals(before.attributes(), latest().attributes());
        assertEquals(before.releasePolicy(), latest().releasePolicy());
    }

    @Test
    void updateKey_withOperations_replacesThem() {
        log.apply(SampleKeys.add(1), SampleKeys.update(Optional.of(Set.of(KeyOperation.ENCRYPT))));
        assertEquals(Set.of(KeyOperation.ENCRYPT), latest().operations());
        log.apply(SampleKeys.update(Optional.of(Set.of())));
        assertEquals(Set.of(), latest().operations());
    }

    @Test
    void updateKey_ofAReleasePolicyThatIsFixed_isRefused() {
        log.apply(SampleKeys.add(1));
        assertEquals(
                new Result.ReleasePolicyFixed(), log.applyOne(released(Samples.bytes("{}"), 1)));
        log.apply(
                new Command.DeleteKey(VAULT, SIGNER),
                new Command.PurgeKey(VAULT, SIGNER),
                SampleKeys.addWithEverything(2));
        assertEquals(
                new Result.ReleasePolicyFixed(), log.applyOne(released(Samples.bytes("other"), 2)));
        assertInstanceOf(Result.KeyStored.class, log.applyOne(released(Samples.bytes("{}"), 2)));
    }

    @Test
    void updateKey_withOperationsThatWereMeantForAnExchangeKey_changesNothing() {
        log.apply(SampleKeys.add(1));
        KeyVersion before = latest();
        assertEquals(
                new Result.KeyChanged(),
                log.applyOne(SampleKeys.update(Optional.of(Set.of(KeyOperation.IMPORT)))));
        assertEquals(before, latest());
    }

    @Test
    void updateKey_withOperationsThatWereMeantForAnotherThanTheExchangeKey_changesNothing() {
        log.apply(SampleKeys.add(1), exchange(2));
        KeyVersion before = latest();
        assertEquals(
                new Result.KeyChanged(),
                log.applyOne(SampleKeys.update(Optional.of(Set.of(KeyOperation.DECRYPT)))));
        assertEquals(before, latest());
        assertInstanceOf(
                Result.KeyStored.class,
                log.applyOne(SampleKeys.update(Optional.of(Set.of(KeyOperation.IMPORT)))));
    }

    private static Command.AddKey exchange(int number) {
        return SampleKeys.add(
                number, SampleKeys.rsa(number), Set.of(KeyOperation.IMPORT), Optional.empty());
    }

    @Test
    void addKey_overOneThatIsExportable_keepsToItsFirstVersion() {
        log.apply(releasable(1, false));
        assertEquals(new Result.ReleasePolicyFixed(), log.applyOne(SampleKeys.add(2)));
        assertInstanceOf(Result.KeyStored.class, log.applyOne(releasable(3, true)), "changeable");
        assertEquals(
                new Result.ReleasePolicyFixed(),
                log.applyOne(releasable(4, false)),
                "no longer changeable");
        assertInstanceOf(Result.KeyStored.class, log.applyOne(releasable(5, true)));
    }

    @Test
    void addKey_exportableOverOneThatIsNot_isRefused() {
        log.apply(SampleKeys.add(1));
        assertEquals(new Result.ReleasePolicyFixed(), log.applyOne(releasable(2, false)));
    }

    private static Command.AddKey releasable(int number, boolean immutable) {
        return SampleKeys.add(
                number,
                SampleKeys.rsa(number),
                Set.of(KeyOperation.SIGN),
                Optional.of(SampleKeys.releasePolicy(immutable)));
    }

    private static Command.UpdateKey released(Bytes policy, int version) {
        return new Command.UpdateKey(
                VAULT,
                SIGNER,
                Optional.of(Samples.version(version)),
                Optional.empty(),
                Optional.of(new ReleasePolicy("application/json", policy, true)),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    @Test
    void updateKey_whoseEndWouldBeBeforeItsBegin_isRefused() {
        log.apply(SampleKeys.add(1));
        Command.UpdateKey update =
                new Command.UpdateKey(
                        VAULT,
                        SIGNER,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.of(20),
                        OptionalLong.of(20));
        assertEquals(new Result.TimesContradict(), log.applyOne(update));
    }

    @Test
    void setRotationPolicy_ofALiveKey_keepsTheTimeOfItsMaking() {
        RotationPolicy policy = SampleKeys.policy();
        Command set = new Command.SetRotationPolicy(VAULT, SIGNER, policy);
        assertEquals(new Result.ItemMissing(), log.applyOne(set));
        log.apply(SampleKeys.add(1));
        long made = log.nowSeconds();
        assertEquals(new Result.RotationPolicyStored(policy.at(made, made)), log.applyOne(set));
        log.advanceSeconds(60);
        log.apply(set);
        try (StateView view = storage.view()) {
            assertEquals(
                    Optional.of(policy.at(made, made + 60)), view.rotationPolicy(VAULT, SIGNER));
        }
    }

    @Test
    void keyAndItsPolicy_deletedRecoveredAndPurged_goTogether() {
        log.apply(
                SampleKeys.add(1),
                new Command.SetRotationPolicy(VAULT, SIGNER, SampleKeys.policy()));
        KeyVersion before = latest();
        long deleted = log.nowSeconds();
        DeletedItem<KeyVersion> expected = new DeletedItem<>(before, deleted, deleted + 7 * DAY);
        assertEquals(
                new Result.KeyDeleted(
                        new DeletedItem<>(before.withoutPrivate(), deleted, deleted + 7 * DAY)),
                log.applyOne(new Command.DeleteKey(VAULT, SIGNER)));
        try (StateView view = storage.view()) {
            assertEquals(Optional.of(expected), view.keys().deleted(VAULT, SIGNER));
            assertEquals(Optional.of(deleted + 7 * DAY), view.nextPurgeSeconds());
        }
        log.apply(new Command.RecoverKey(VAULT, SIGNER));
        assertEquals(before, latest());
        log.apply(new Command.DeleteKey(VAULT, SIGNER), new Command.PurgeKey(VAULT, SIGNER));
        assertGone();
    }

    private void assertGone() {
        try (StateView view = storage.view()) {
            assertEquals(Optional.empty(), view.keys().deleted(VAULT, SIGNER));
            assertEquals(Optional.empty(), view.rotationPolicy(VAULT, SIGNER));
            assertEquals(Optional.empty(), view.nextPurgeSeconds());
            assertEquals(view.appliedIndex(), view.newestPurgeIndex());
        }
        assertInstanceOf(Result.KeyStored.class, log.applyOne(SampleKeys.add(1)));
        try (StateView view = storage.view()) {
            assertEquals(1, view.keys().versionCount(VAULT, SIGNER));
        }
    }

    @Test
    void purgeDue_whenRetentionsHaveEnded_purgesSecretsAndKeysUpToTheLimit() {
        log.apply(Samples.set(Samples.DB, 1), SampleKeys.add(1));
        log.apply(
                new Command.DeleteSecret(VAULT, Samples.DB), new Command.DeleteKey(VAULT, SIGNER));
        log.advanceSeconds(7 * DAY);
        assertEquals(new Result.PurgedDue(1), log.applyOne(new Command.PurgeDue(1)));
        assertEquals(new Result.PurgedDue(1), log.applyOne(new Command.PurgeDue(100)));
        assertEquals(new Result.PurgedDue(0), log.applyOne(new Command.PurgeDue(100)));
        assertGoneBoth();
    }

    private void assertGoneBoth() {
        try (StateView view = storage.view()) {
            assertEquals(List.of(), view.secrets().listDeleted(VAULT, "", 9));
            assertEquals(List.of(), view.keys().listDeleted(VAULT, "", 9));
            assertEquals(Optional.empty(), view.nextPurgeSeconds());
        }
    }

    @Test
    void restoreKey_whereTheNameIsFree_bringsAllVersionsAndThePolicy() {
        RotationPolicy policy = SampleKeys.policy().at(11, 12);
        Command restore = SampleKeys.restore(Optional.of(policy), 4, 5);
        assertEquals(
                new Result.KeyStored(SampleKeys.stored(5).withoutPrivate()), log.applyOne(restore));
        assertEquals(new Result.ItemExists(), log.applyOne(restore));
        try (StateView view = storage.view()) {
            assertEquals(
                    List.of(SampleKeys.stored(4), SampleKeys.stored(5)),
                    view.keys().versionsByAge(VAULT, SIGNER));
            assertEquals(Optional.of(policy), view.rotationPolicy(VAULT, SIGNER));
        }
        log.apply(new Command.DeleteKey(VAULT, SIGNER));
        assertEquals(new Result.ItemIsDeleted(), log.applyOne(restore));
    }
}
