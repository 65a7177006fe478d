package io.strongroom.storage.fake;

import static io.strongroom.storage.fake.Samples.VAULT;
import static io.strongroom.storage.fake.Samples.bytes;
import static io.strongroom.storage.fake.Samples.version;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyType;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.VersionId;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Commands about keys, and short ways to make more. */
public final class SampleKeys {
    public static final ItemName SIGNER = new ItemName("Signer");

    private SampleKeys() {}

    /** An RSA key in software; its private half is {@code sealed-N}. */
    public static KeyMaterial rsa(int number) {
        return new KeyMaterial(
                KeyType.RSA,
                2048,
                Optional.empty(),
                false,
                bytes("public-" + number),
                bytes("sealed-" + number));
    }

    public static Command.AddKey add(int number) {
        return add(
                number,
                rsa(number),
                Set.of(KeyOperation.SIGN, KeyOperation.VERIFY),
                Optional.empty());
    }

    public static Command.AddKey add(
            int number,
            KeyMaterial material,
            Set<KeyOperation> operations,
            Optional<ReleasePolicy> policy) {
        return new Command.AddKey(
                VAULT,
                SIGNER,
                version(number),
                material,
                operations,
                policy,
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                Bytes.empty());
    }

    /** Of another kind. */
    public static Command.AddKey addOnACurve(int number) {
        return add(
                number,
                addWithEverything(number).material(),
                Set.of(KeyOperation.SIGN),
                Optional.empty());
    }

    /** In the place of an RSA key. */
    public static Command.RotateKey rotate(int number) {
        return new Command.RotateKey(VAULT, SIGNER, version(number), rsa(number), false);
    }

    /** Made by the rotation policy. */
    public static Command.RotateKey rotateIfDue(int number) {
        return new Command.RotateKey(VAULT, SIGNER, version(number), rsa(number), true);
    }

    /** Taken in, on a curve and in an HSM, exportable. */
    public static Command.AddKey addWithEverything(int number) {
        return new Command.AddKey(
                VAULT,
                SIGNER,
                version(number),
                new KeyMaterial(
                        KeyType.EC,
                        256,
                        Optional.of("P-256"),
                        true,
                        bytes("point"),
                        bytes("sealed-" + number)),
                Set.of(KeyOperation.values()),
                Optional.of(releasePolicy(true)),
                Samples.tags("env", "prod", "owner", "ä€😀"),
                new ItemAttributes(false, OptionalLong.of(-5), OptionalLong.of(9)),
                bytes("digest"));
    }

    /** Changes what the latest version may be used for, if that is given. */
    public static Command.UpdateKey update(Optional<Set<KeyOperation>> operations) {
        return new Command.UpdateKey(
                VAULT,
                SIGNER,
                Optional.empty(),
                operations,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    public static Command.UpdateKey updateEverything(VersionId version) {
        return new Command.UpdateKey(
                VAULT,
                SIGNER,
                Optional.of(version),
                Optional.of(Set.of()),
                Optional.of(releasePolicy(false)),
                Optional.of(Samples.tags("a", "b")),
                Optional.of(false),
                OptionalLong.of(0),
                OptionalLong.of(7));
    }

    public static ReleasePolicy releasePolicy(boolean immutable) {
        return new ReleasePolicy("application/json", bytes("{}"), immutable);
    }

    /** As in a request, without times. */
    public static RotationPolicy policy() {
        return new RotationPolicy(
                Optional.of("P90D"),
                Optional.of(new RotationPolicy.Trigger("P60D", false)),
                Optional.of(new RotationPolicy.Trigger("P30D", true)),
                0,
                0);
    }

    public static Command.RestoreKey restore(Optional<RotationPolicy> policy, int... numbers) {
        List<KeyVersion> versions = Arrays.stream(numbers).mapToObj(SampleKeys::stored).toList();
        return new Command.RestoreKey(
                VAULT, SIGNER, versions, policy, bytes("blob" + numbers.length));
    }

    /** A version as in a backup. */
    public static KeyVersion stored(int number) {
        return new KeyVersion(
                SIGNER,
                version(number),
                rsa(number),
                Set.of(KeyOperation.SIGN),
                Optional.empty(),
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                100L + number,
                200L + number);
    }
}
