package io.strongroom.storage.rocks;

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
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.fake.SampleKeys;
import io.strongroom.storage.fake.Samples;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;

/** Commands about keys, as a random log has them; few versions, so that rotations meet. */
final class RandomKeys {
    private static final int VERSIONS = 40;

    private final Random random;

    RandomKeys(Random random) {
        this.random = random;
    }

    Command command(
            VaultName vault,
            ItemName name,
            ItemAttributes attributes,
            SortedMap<String, String> tags) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 ->
                    new Command.AddKey(
                            vault,
                            name,
                            version(),
                            material(),
                            operations(),
                            policy(),
                            tags,
                            attributes,
                            random.nextBoolean() ? sealed() : Bytes.empty());
            case 3 ->
                    new Command.RotateKey(vault, name, version(), material(), random.nextBoolean());
            case 4 ->
                    new Command.UpdateKey(
                            vault,
                            name,
                            random.nextBoolean() ? Optional.of(version()) : Optional.empty(),
                            random.nextBoolean() ? Optional.of(operations()) : Optional.empty(),
                            policy(),
                            Optional.of(tags),
                            Optional.of(random.nextBoolean()),
                            attributes.notBefore(),
                            attributes.expires());
            case 5 -> new Command.DeleteKey(vault, name);
            case 6 -> new Command.RecoverKey(vault, name);
            case 7 -> new Command.PurgeKey(vault, name);
            case 8 ->
                    new Command.RestoreKey(
                            vault,
                            name,
                            List.of(
                                    new KeyVersion(
                                            name,
                                            version(),
                                            material(),
                                            operations(),
                                            policy(),
                                            tags,
                                            attributes,
                                            random.nextInt(1000),
                                            random.nextInt(1000))),
                            Optional.of(SampleKeys.policy()),
                            sealed());
            default -> new Command.SetRotationPolicy(vault, name, rotation());
        };
    }

    private VersionId version() {
        return Samples.version(random.nextInt(VERSIONS));
    }

    private KeyMaterial material() {
        return new KeyMaterial(
                random.nextBoolean() ? KeyType.RSA : KeyType.OCT,
                256,
                random.nextBoolean() ? Optional.of("P-256") : Optional.empty(),
                random.nextBoolean(),
                sealed(),
                sealed(),
                random.nextInt(8) == 0 ? 2 : 1);
    }

    private Set<KeyOperation> operations() {
        Set<KeyOperation> some = EnumSet.noneOf(KeyOperation.class);
        for (KeyOperation one : KeyOperation.values()) {
            if (random.nextBoolean()) {
                some.add(one);
            }
        }
        return some;
    }

    private Optional<ReleasePolicy> policy() {
        return random.nextInt(3) == 0
                ? Optional.of(SampleKeys.releasePolicy(random.nextBoolean()))
                : Optional.empty();
    }

    private RotationPolicy rotation() {
        return new RotationPolicy(
                random.nextBoolean() ? Optional.of("P90D") : Optional.empty(),
                Optional.of(new RotationPolicy.Trigger("P30D", random.nextBoolean())),
                Optional.empty(),
                0,
                0);
    }

    private Bytes sealed() {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return Bytes.copyOf(bytes);
    }
}
