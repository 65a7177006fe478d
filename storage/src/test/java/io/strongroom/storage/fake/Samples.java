package io.strongroom.storage.fake;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.IssuerKey;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.ObjectScope;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.ServicePrincipal;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.command.WrappedDataKey;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** One command of each kind, and short ways to make more. */
public final class Samples {
    public static final VaultName VAULT = new VaultName("team-a");
    public static final ItemName DB = new ItemName("Db-Password");

    private Samples() {}

    /** Every kind of command, members that may be absent both absent and present. */
    public static List<Command> commands() {
        List<Command> all =
                new ArrayList<>(
                        List.of(
                                found(),
                                createVault(VAULT, 90, false),
                                new Command.AddServicePrincipal(principal("client-1", "object-1")),
                                new Command.AddRoleAssignment(
                                        assignment("ra-1", "object-1", "role-1"), false),
                                new Command.AddRoleAssignment(
                                        assignment("ra-1", "object-1", "role-1"), true),
                                new Command.AddRoleAssignment(
                                        assignment("ra-2", "object-1", "role-1", "keys/signer"),
                                        true),
                                new Command.AddIssuerKey(
                                        new IssuerKey("kid-1", "{\"kty\":\"EC\"}", bytes("priv"))),
                                set(DB, 1),
                                new Command.SetSecret(
                                        VAULT,
                                        DB,
                                        version(2),
                                        bytes("sealed"),
                                        Optional.of("text/plain"),
                                        tags("env", "prod", "owner", "ä€😀"),
                                        new ItemAttributes(
                                                false, OptionalLong.of(5), OptionalLong.of(-1)),
                                        bytes("digest")),
                                update(DB, Optional.empty()),
                                new Command.UpdateSecret(
                                        VAULT,
                                        DB,
                                        Optional.of(version(2)),
                                        Optional.of(""),
                                        Optional.of(tags("a", "b")),
                                        Optional.of(false),
                                        OptionalLong.of(0),
                                        OptionalLong.of(7)),
                                new Command.DeleteSecret(VAULT, DB),
                                new Command.RecoverSecret(VAULT, DB),
                                new Command.PurgeSecret(VAULT, DB),
                                new Command.RestoreSecret(
                                        VAULT,
                                        DB,
                                        List.of(stored(DB, 3), stored(DB, 4)),
                                        bytes("blob")),
                                new Command.PurgeDue(100),
                                new Command.RemoveRoleAssignment("ra-1"),
                                new Command.FinalizeLevel(2),
                                new Command.ReportDigest(
                                        20_000, bytes("thirty-two bytes of a digest ...")),
                                SampleKeys.add(1),
                                SampleKeys.rotate(2),
                                SampleKeys.rotateIfDue(6),
                                SampleKeys.addWithEverything(3),
                                SampleKeys.update(Optional.empty()),
                                SampleKeys.updateEverything(version(3)),
                                new Command.DeleteKey(VAULT, SampleKeys.SIGNER),
                                new Command.RecoverKey(VAULT, SampleKeys.SIGNER),
                                new Command.PurgeKey(VAULT, SampleKeys.SIGNER),
                                SampleKeys.restore(Optional.empty(), 4),
                                SampleKeys.restore(Optional.of(SampleKeys.policy()), 4, 5),
                                new Command.SetRotationPolicy(
                                        VAULT, SampleKeys.SIGNER, SampleKeys.policy())));
        all.addAll(SampleRoots.commands());
        return List.copyOf(all);
    }

    public static Command.FoundCluster found() {
        return new Command.FoundCluster(
                new UUID(0x0123456789abcdefL, 0xfedcba9876543210L),
                bytes("fingerprint"),
                List.of(new WrappedDataKey("cluster", 1, bytes("wrapped"))),
                2);
    }

    public static Command.CreateVault createVault(VaultName name, int days, boolean protection) {
        return new Command.CreateVault(
                new Vault(name, days, protection),
                new WrappedDataKey("vault:" + name, 1, bytes("wrapped for " + name)));
    }

    public static ServicePrincipal principal(String clientId, String objectId) {
        return new ServicePrincipal(
                clientId, objectId, "A program", List.of("hash"), List.of(bytes("der")));
    }

    public static RoleAssignment assignment(String id, String principal, String role) {
        return new RoleAssignment(id, principal, role, VAULT);
    }

    /** On one object. */
    public static RoleAssignment assignment(
            String id, String principal, String role, String object) {
        return new RoleAssignment(id, principal, role, VAULT, Optional.of(ObjectScope.of(object)));
    }

    /** A new version; its sealed value is {@code sealed-N}, its digest {@code digest-N}. */
    public static Command.SetSecret set(ItemName name, int number) {
        return new Command.SetSecret(
                VAULT,
                name,
                version(number),
                bytes("sealed-" + number),
                Optional.empty(),
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                bytes("digest-" + number));
    }

    /** Changes the content type of the latest version, if one is given. */
    public static Command.UpdateSecret update(ItemName name, Optional<String> contentType) {
        return new Command.UpdateSecret(
                VAULT,
                name,
                Optional.empty(),
                contentType,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /** A version as in a backup. */
    public static SecretVersion stored(ItemName name, int number) {
        return new SecretVersion(
                name,
                version(number),
                bytes("sealed-" + number),
                Optional.empty(),
                new TreeMap<>(),
                ItemAttributes.DEFAULT,
                100L + number,
                200L + number);
    }

    public static VersionId version(int number) {
        return new VersionId(String.format(Locale.ROOT, "%032x", number));
    }

    public static Bytes bytes(String text) {
        return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    public static SortedMap<String, String> tags(String... namesAndValues) {
        SortedMap<String, String> tags = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            tags.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return tags;
    }
}
