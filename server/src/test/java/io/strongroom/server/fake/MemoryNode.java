package io.strongroom.server.fake;

import io.strongroom.hsm.DataKeySealer;
import io.strongroom.hsm.FakeRootKey;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.raft.testing.FakeReplicatedLog;
import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.Freshness;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.view.StateView;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The parts of one node behind its HTTP side; its log is in memory and its clock stands. */
public final class MemoryNode implements AutoCloseable {
    public static final UUID CLUSTER = UUID.fromString("77777777-0000-0000-0000-000000000001");

    private final ManualClock clock = new ManualClock();
    private final MemoryStorage storage = MemoryStorage.ofVoter(1);
    private final FakeReplicatedLog log = new FakeReplicatedLog(storage.stateMachine());
    private final FakeRootKey rootKey = new FakeRootKey();
    private final Sealer sealer = new DataKeySealer(rootKey);
    private final ManualNanos nanos = new ManualNanos();
    private final Freshness freshness = new Freshness(nanos);
    private final ReadGateway reads = new ReadGateway(log, storage, freshness);
    private final CommandGateway commands =
            new CommandGateway(
                    log, new CommandGateway.Self(1, clock), this::featureLevel, freshness, _ -> {});
    private final AtomicInteger versions = new AtomicInteger();

    public MemoryNode() {
        log.start();
    }

    /** With a founded cluster. */
    public static MemoryNode founded() {
        return founded(CLUSTER);
    }

    public static MemoryNode founded(UUID cluster) {
        MemoryNode node = new MemoryNode();
        node.submit(
                new Command.FoundCluster(
                        cluster,
                        node.fingerprint(),
                        List.of(node.newKey(DataKeys.CLUSTER), node.newKey(DataKeys.BACKUP)),
                        FeatureLevel.CURRENT));
        return node;
    }

    public Vault createVault(String name, int retentionDays, boolean purgeProtection) {
        Vault vault = new Vault(VaultName.of(name), retentionDays, purgeProtection);
        submit(new Command.CreateVault(vault, newKey(DataKeys.ofVault(vault.name()))));
        return vault;
    }

    public Result submit(Command command) {
        return commands.submitSystem(command);
    }

    /** An entry that only tells the time; applied when this returns. */
    public void tell() {
        tell(1);
    }

    /** The same from any node. */
    public void tell(int proposer) {
        byte[] entry =
                EntryCodec.encode(
                        new Batch(proposer, clock.millis(), FeatureLevel.CURRENT, List.of()));
        log.propose(entry).join();
    }

    private int featureLevel() {
        try (StateView view = reads.local()) {
            return view.featureLevel();
        }
    }

    private Bytes fingerprint() {
        try {
            return Bytes.copyOf(rootKey.fingerprint());
        } catch (HsmException e) {
            throw new IllegalStateException(e);
        }
    }

    public WrappedDataKey newKey(String owner) {
        try {
            Sealer.DataKey key = sealer.newDataKey(owner, DataKeys.FIRST_GENERATION, 1);
            return DataKeys.wrapped(key);
        } catch (HsmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Counts up: 000...1, 000...2. */
    public Supplier<VersionId> versionIds() {
        return () -> version(versions.incrementAndGet());
    }

    public static VersionId version(int number) {
        return new VersionId(String.format(Locale.ROOT, "%032x", number));
    }

    public ManualClock clock() {
        return clock;
    }

    public ManualNanos nanos() {
        return nanos;
    }

    public MemoryStorage storage() {
        return storage;
    }

    public FakeReplicatedLog log() {
        return log;
    }

    public FakeRootKey rootKey() {
        return rootKey;
    }

    public Sealer sealer() {
        return sealer;
    }

    public CommandGateway commands() {
        return commands;
    }

    public ReadGateway reads() {
        return reads;
    }

    @Override
    public void close() {
        log.close();
        storage.close();
        sealer.close();
    }
}
