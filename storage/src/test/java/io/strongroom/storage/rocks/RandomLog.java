package io.strongroom.storage.rocks;

import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.fake.Samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** A log made from a seed: all kinds of commands on few names, retries, time past retentions. */
final class RandomLog {
    private static final VaultName[] VAULTS = {
        Samples.VAULT, new VaultName("safe"), new VaultName("nowhere")
    };
    private static final String[] NAMES = {"a", "A", "b", "db-1", "DB-1", "c"};

    private final Random random;
    private final List<Envelope> recent = new ArrayList<>();

    private final RandomKeys keys;
    private final RandomRoots roots;

    private RandomLog(long seed) {
        this.random = new Random(seed);
        this.keys = new RandomKeys(random);
        this.roots = new RandomRoots(random);
    }

    /** Groups of commands with one stamp each; stamps mostly grow, and sometimes go back. */
    static List<Batch> groups(long seed, int commands) {
        RandomLog log = new RandomLog(seed);
        List<Batch> groups = new ArrayList<>();
        long now = 1_700_000_000_000L;
        int made = 0;
        while (made < commands) {
            now += log.step();
            int size = log.random.nextInt(100);
            List<Envelope> group = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                group.add(log.envelope());
            }
            made += size;
            int proposer = 1 + log.random.nextInt(4);
            groups.add(new Batch(proposer, log.stamp(proposer, now), 2, group));
        }
        return groups;
    }

    /** The same commands in entries of at most so many, each with its group's stamp. */
    static List<Batch> cut(List<Batch> groups, int size) {
        List<Batch> cut = new ArrayList<>();
        for (Batch group : groups) {
            List<Envelope> all = group.commands();
            for (int from = 0; from < Math.max(1, all.size()); from += size) {
                List<Envelope> some = all.subList(from, Math.min(all.size(), from + size));
                cut.add(
                        new Batch(
                                group.proposer(),
                                group.stampMillis(),
                                group.supportedLevel(),
                                some));
            }
        }
        return cut;
    }

    /** Node 3 is years off, this way or that; node 4 is not a voter. */
    private long stamp(int proposer, long now) {
        long millis = now - random.nextInt(5000);
        return proposer == 3 ? millis + (random.nextBoolean() ? 1 : -1) * 100_000_000_000L : millis;
    }

    private long step() {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextLong(10L * 86_400_000);
            case 1, 2 -> random.nextLong(86_400_000);
            default -> random.nextLong(60_000);
        };
    }

    private Envelope envelope() {
        if (!recent.isEmpty() && random.nextInt(10) == 0) {
            Envelope old = recent.get(random.nextInt(recent.size()));
            return switch (random.nextInt(3)) {
                case 0 -> old;
                case 1 -> new Envelope(old.requestId(), command(), revision());
                default -> new Envelope(old.requestId(), sealedAnew(old.command()), revision());
            };
        }
        String caller = random.nextInt(5) < 3 ? "system" : "caller-" + random.nextInt(3);
        Envelope made =
                new Envelope(
                        new RequestId(caller, new UUID(random.nextLong(), random.nextLong())),
                        command(),
                        revision());
        recent.add(made);
        if (recent.size() > 300) {
            recent.removeFirst();
        }
        return made;
    }

    /** Rights change now and then: commands authorised before and after. */
    private long revision() {
        return random.nextInt(4);
    }

    private Command command() {
        VaultName vault = VAULTS[random.nextInt(20) == 0 ? 2 : random.nextInt(2)];
        ItemName name = new ItemName(NAMES[random.nextInt(NAMES.length)]);
        int kind = random.nextInt(100);
        if (random.nextInt(12) == 0) {
            return roots.command();
        }
        if (random.nextInt(4) == 0) {
            return keys.command(vault, name, attributes(), tags());
        }
        if (kind < 30) {
            return set(vault, name);
        }
        if (kind < 45) {
            return update(vault, name);
        }
        if (kind < 60) {
            return new Command.DeleteSecret(vault, name);
        }
        if (kind < 70) {
            return new Command.RecoverSecret(vault, name);
        }
        if (kind < 80) {
            return new Command.PurgeSecret(vault, name);
        }
        if (kind < 87) {
            return restore(vault, name);
        }
        return kind < 93 ? new Command.PurgeDue(1 + random.nextInt(4)) : administrative();
    }

    private Command administrative() {
        String id = "id-" + random.nextInt(4);
        return switch (random.nextInt(12)) {
            case 0 -> Samples.found();
            case 6, 9 -> new Command.RemoveRoleAssignment(id);
            case 7 -> new Command.FinalizeLevel(1 + random.nextInt(3));
            case 8 -> new Command.ReportDigest(random.nextInt(3), sealed());
            case 1 -> Samples.createVault(VAULTS[1], 7, true);
            case 2 ->
                    new Command.AddServicePrincipal(
                            Samples.principal(id, "object-" + random.nextInt(4)));
            case 3, 10, 11 -> new Command.AddRoleAssignment(assignment(id), random.nextInt(3) == 0);
            case 4 -> new Command.AddIssuerKey(new IssuerKey(id, "{}", sealed()));
            default -> Samples.createVault(VAULTS[0], 7 + random.nextInt(20), false);
        };
    }

    private RoleAssignment assignment(String id) {
        String caller = "caller-" + random.nextInt(3);
        String role = "role-" + random.nextInt(2);
        return random.nextInt(3) == 0
                ? Samples.assignment(id, caller, role, "keys/key-" + random.nextInt(2))
                : Samples.assignment(id, caller, role);
    }

    private Command.SetSecret set(VaultName vault, ItemName name) {
        return new Command.SetSecret(
                vault,
                name,
                version(),
                sealed(),
                contentType(),
                tags(),
                attributes(),
                Bytes.copyOf(new byte[] {(byte) random.nextInt(3)}));
    }

    private Command update(VaultName vault, ItemName name) {
        boolean some = random.nextBoolean();
        return new Command.UpdateSecret(
                vault,
                name,
                Optional.empty(),
                contentType(),
                some ? Optional.of(tags()) : Optional.empty(),
                some ? Optional.empty() : Optional.of(random.nextBoolean()),
                attributes().notBefore(),
                attributes().expires());
    }

    private Command restore(VaultName vault, ItemName name) {
        List<SecretVersion> versions = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            versions.add(
                    new SecretVersion(
                            name,
                            version(),
                            sealed(),
                            contentType(),
                            tags(),
                            attributes(),
                            random.nextInt(1000),
                            random.nextInt(1000)));
        }
        return new Command.RestoreSecret(vault, name, versions, sealed());
    }

    private Command sealedAnew(Command command) {
        return command instanceof Command.SetSecret set
                ? new Command.SetSecret(
                        set.vault(),
                        set.name(),
                        version(),
                        sealed(),
                        set.contentType(),
                        set.tags(),
                        set.attributes(),
                        set.valueDigest())
                : command;
    }

    private VersionId version() {
        return new VersionId(Samples.version(random.nextInt()).value());
    }

    private Bytes sealed() {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return Bytes.copyOf(bytes);
    }

    private Optional<String> contentType() {
        return random.nextBoolean() ? Optional.of("type-" + random.nextInt(3)) : Optional.empty();
    }

    private SortedMap<String, String> tags() {
        SortedMap<String, String> tags = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            tags.put("tag-" + random.nextInt(5), "value-" + random.nextInt(5));
        }
        return tags;
    }

    private ItemAttributes attributes() {
        return new ItemAttributes(random.nextBoolean(), seconds(), seconds());
    }

    private OptionalLong seconds() {
        return random.nextInt(3) == 0 ? OptionalLong.of(random.nextInt(100)) : OptionalLong.empty();
    }
}
