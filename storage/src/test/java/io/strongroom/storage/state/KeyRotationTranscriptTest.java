package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.SampleRoots;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Rotations of keys: what they take over, and from when. */
final class KeyRotationTranscriptTest {
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

    private static Command set(RotationPolicy policy) {
        return new Command.SetRotationPolicy(VAULT, SIGNER, policy);
    }

    /** As in {@link SampleKeys#policy}, but without a rotation. */
    private static RotationPolicy withoutRotation() {
        RotationPolicy policy = SampleKeys.policy();
        return new RotationPolicy(policy.expiryTime(), Optional.empty(), policy.notice(), 0, 0);
    }

    /** What somebody changes while the pair is made. */
    private static Command.UpdateKey stopped() {
        return new Command.UpdateKey(
                VAULT,
                SIGNER,
                Optional.empty(),
                Optional.of(Set.of(KeyOperation.VERIFY)),
                Optional.empty(),
                Optional.of(Samples.tags("v", "new")),
                Optional.of(false),
                OptionalLong.of(1),
                OptionalLong.of(2));
    }

    @Test
    void rotateKey_afterAChangeMadeMeanwhile_doesNotUndoIt() {
        log.apply(SampleKeys.add(1), stopped());
        log.advanceSeconds(9);
        KeyVersion expected =
                new KeyVersion(
                        SIGNER,
                        Samples.version(2),
                        SampleKeys.rsa(2),
                        Set.of(KeyOperation.VERIFY),
                        Optional.empty(),
                        Samples.tags("v", "new"),
                        new ItemAttributes(false, OptionalLong.empty(), OptionalLong.empty()),
                        log.nowSeconds(),
                        log.nowSeconds());
        assertEquals(
                new Result.KeyStored(expected.withoutPrivate()),
                log.applyOne(SampleKeys.rotate(2)));
        assertEquals(expected, latest());
    }

    @Test
    void rotateKey_ofAnExportableKey_takesItsReleasePolicyOver() {
        Command.AddKey plain = SampleKeys.add(1);
        log.apply(
                new Command.AddKey(
                        VAULT,
                        SIGNER,
                        plain.version(),
                        plain.material(),
                        plain.operations(),
                        Optional.of(SampleKeys.releasePolicy(true)),
                        plain.tags(),
                        plain.attributes(),
                        plain.materialDigest()),
                SampleKeys.rotate(2));
        assertEquals(Optional.of(SampleKeys.releasePolicy(true)), latest().releasePolicy());
    }

    @Test
    void rotateKey_underAPolicySetMeanwhile_endsByThat() {
        log.apply(SampleKeys.add(1), set(SampleKeys.policy()));
        log.applyOne(SampleKeys.rotate(2));
        assertEquals(OptionalLong.of(log.nowSeconds() + 90 * DAY), latest().attributes().expires());
    }

    @Test
    void rotateKey_twiceAtOnce_makesTwoVersions() {
        log.apply(SampleKeys.add(1), SampleKeys.rotate(2), SampleKeys.rotate(3));
        assertEquals(Samples.version(3), latest().version());
        try (StateView view = storage.view()) {
            assertEquals(3, view.keys().versionCount(VAULT, SIGNER));
        }
        assertEquals(new Result.AlreadyThere(), log.applyOne(SampleKeys.rotate(3)));
    }

    @Test
    void rotateKey_onceTheKeyIsOfAnotherKind_isRefusedAndNotRemembered() {
        RequestId request = new RequestId("carol", new UUID(-1, 1));
        log.apply(SampleKeys.add(1), SampleKeys.addOnACurve(3));
        assertEquals(new Result.KeyChanged(), log.applyAs(request, SampleKeys.rotate(2)));
        assertEquals(Samples.version(3), latest().version());
        log.apply(SampleKeys.add(4));
        assertInstanceOf(
                Result.KeyStored.class, log.applyAs(request, SampleKeys.rotate(2)), "the retry");
    }

    @Test
    void rotateKey_whereThereIsNone_isRefused() {
        assertEquals(
                new Result.VaultMissing(),
                new LogFeeder(new MemoryStorage().stateMachine()).applyOne(SampleKeys.rotate(2)));
        assertEquals(new Result.ItemMissing(), log.applyOne(SampleKeys.rotate(2)));
        log.apply(SampleKeys.add(1), new Command.DeleteKey(VAULT, SIGNER));
        assertEquals(new Result.ItemMissing(), log.applyOne(SampleKeys.rotate(2)));
    }

    @Test
    void rotateKeyIfDue_onceAPeriod_rotatesOnceEvenForTwoLeaders() {
        log.apply(SampleKeys.add(1), set(SampleKeys.policy()));
        log.advanceSeconds(60 * DAY - 1);
        assertEquals(new Result.KeyChanged(), log.applyOne(SampleKeys.rotateIfDue(2)));
        log.advanceSeconds(1);
        assertInstanceOf(Result.KeyStored.class, log.applyOne(SampleKeys.rotateIfDue(2)));
        assertEquals(new Result.KeyChanged(), log.applyOne(SampleKeys.rotateIfDue(3)));
        assertEquals(Samples.version(2), latest().version());
    }

    @Test
    void rotateKeyIfDue_ofAKeyStoppedMeanwhile_doesNotBringItBack() {
        log.apply(SampleKeys.add(1), set(SampleKeys.policy()));
        log.advanceSeconds(60 * DAY);
        log.apply(stopped());
        assertEquals(new Result.KeyChanged(), log.applyOne(SampleKeys.rotateIfDue(2)));
        assertEquals(Samples.version(1), latest().version());
    }

    @Test
    void rotateKeyIfDue_onceThePolicyRotatesNoMore_isRefused() {
        log.apply(SampleKeys.add(1), set(SampleKeys.policy()));
        log.advanceSeconds(60 * DAY);
        log.apply(set(withoutRotation()));
        assertEquals(new Result.KeyChanged(), log.applyOne(SampleKeys.rotateIfDue(2)));
    }

    @Test
    void rotateKey_wrappedByARootKeyThatIsNone_isRefused() {
        log.apply(SampleKeys.add(1));
        Command.RotateKey late =
                new Command.RotateKey(
                        VAULT, SIGNER, Samples.version(2), SampleRoots.inHsm(2, 9), false);
        assertInstanceOf(Result.RootKeyRefused.class, log.applyOne(late));
    }
}
