package io.strongroom.storage.fake;

import static io.strongroom.storage.fake.Samples.bytes;
import static io.strongroom.storage.fake.Samples.version;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyType;
import io.strongroom.storage.command.RewrappedDataKey;
import io.strongroom.storage.command.RewrappedKey;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Commands about root keys, and keys that one wraps. */
public final class SampleRoots {
    private SampleRoots() {}

    public static List<Command> commands() {
        return List.of(
                start(2, 1),
                offer(2, 3, "pair"),
                deliver(2, 3, "pair"),
                new Command.HoldRootKey(2, 3),
                new Command.AdoptRootKey(2),
                new Command.Rewrap(
                        2,
                        List.of(dataKey("before", "after")),
                        List.of(key(SampleKeys.SIGNER, 3, "before", "after"))),
                new Command.RetireRootKey(1));
    }

    public static Command start(int generation, int node) {
        return new Command.StartRootRotation(generation, bytes("print-" + generation), node);
    }

    public static Command offer(int generation, int node, String pair) {
        return new Command.OfferTransportKey(generation, node, bytes(pair));
    }

    public static Command deliver(int generation, int node, String pair) {
        return new Command.DeliverRootKey(
                generation, node, bytes(pair), bytes("wrapped to " + pair));
    }

    /** Of the cluster's data key. */
    public static RewrappedDataKey dataKey(String before, String after) {
        return new RewrappedDataKey("cluster", 1, bytes(before), bytes(after));
    }

    public static RewrappedKey key(ItemName name, int number, String before, String after) {
        return new RewrappedKey(Samples.VAULT, name, version(number), bytes(before), bytes(after));
    }

    /** A key in the HSM; its sealed blob is {@code sealed-N}. */
    public static KeyMaterial inHsm(int number, int root) {
        return new KeyMaterial(
                KeyType.RSA,
                2048,
                Optional.empty(),
                true,
                bytes("public-" + number),
                bytes("sealed-" + number),
                root);
    }

    public static Command.AddKey add(ItemName name, int number, int root) {
        return new Command.AddKey(
                Samples.VAULT,
                name,
                version(number),
                inHsm(number, root),
                Set.of(KeyOperation.SIGN),
                Optional.empty(),
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                Bytes.empty());
    }
}
