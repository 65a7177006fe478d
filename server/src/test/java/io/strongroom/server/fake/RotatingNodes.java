package io.strongroom.server.fake;

import io.strongroom.hsm.DataKeySealer;
import io.strongroom.hsm.FakeRootKeyDevice;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.raft.LogPosition;
import io.strongroom.server.duty.RootRewraps;
import io.strongroom.server.duty.RootRotationDuty;
import io.strongroom.server.key.KeyCrypto;
import io.strongroom.server.key.KeyRewraps;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyType;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Three voters with an HSM each and one state: what one of them commits, all have applied. */
public final class RotatingNodes implements AutoCloseable {
    public static final List<Integer> NODES = List.of(1, 2, 3);

    private final MemoryNode node = MemoryNode.founded();
    private final Vault vault = node.createVault("vdb", 90, false);
    private final KeyEngine engine = KeyEngines.fastest();
    private final FakeHsmKeys hsmKeys = new FakeHsmKeys(engine);
    private final Map<Integer, FakeRootKeyDevice> devices = new TreeMap<>();

    public RotatingNodes() {
        NODES.forEach(number -> devices.put(number, new FakeRootKeyDevice(number)));
        LogPosition last = node.storage().stateMachine().lastApplied();
        node.storage()
                .stateMachine()
                .configure(new LogPosition(last.term(), last.index() + 1), new TreeSet<>(NODES));
        node.tell(); // Takes the position's number.
    }

    public MemoryNode node() {
        return node;
    }

    public FakeRootKeyDevice device(int number) {
        return java.util.Objects.requireNonNull(devices.get(number));
    }

    /** A node's duty as after a restart: it remembers nothing. */
    public RootRotationDuty restarted(int number) {
        return restarted(number, new RootKeyRing(device(number)));
    }

    /** As above, with root keys that are open already. */
    public RootRotationDuty restarted(int number, RootKeyRing ring) {
        Sealer sealer = new DataKeySealer(ring);
        KeyCrypto crypto = new KeyCrypto(sealer, engine, Optional.of(new FakeHsmKeyRing(hsmKeys)));
        return new RootRotationDuty(
                number,
                node.log(),
                node.reads(),
                node.commands(),
                new RootRotationDuty.Hsm(
                        device(number), ring, new RootRewraps(sealer, new KeyRewraps(crypto))));
    }

    /** Makes a key in the HSM, wrapped by the current root key. */
    public void addKey(String name) throws HsmException, NotOfferedException {
        HsmKey made = hsmKeys.generate(new KeySpec.Oct(256));
        ItemName item = new ItemName(name);
        VersionId version = node.versionIds().get();
        Command command;
        try (StateView view = node.reads().linearizable();
                DataKeySealer sealer = new DataKeySealer(new RootKeyRing(device(1)))) {
            byte[] identity = Identity.of("key", vault.name().value(), item.key(), version.value());
            byte[] sealed =
                    sealer.seal(
                            DataKeys.latest(view, DataKeys.ofVault(vault.name())),
                            identity,
                            made.blob());
            KeyMaterial material =
                    new KeyMaterial(
                            KeyType.OCT,
                            256,
                            Optional.empty(),
                            true,
                            Bytes.empty(),
                            Bytes.copyOf(sealed),
                            view.currentRoot());
            command =
                    new Command.AddKey(
                            vault.name(),
                            item,
                            version,
                            material,
                            Set.of(KeyOperation.ENCRYPT),
                            Optional.empty(),
                            new TreeMap<>(),
                            ItemAttributes.DEFAULT,
                            Bytes.empty());
        }
        node.submit(command);
    }

    @Override
    public void close() {
        node.close();
    }
}
