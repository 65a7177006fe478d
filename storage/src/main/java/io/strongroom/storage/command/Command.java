package io.strongroom.storage.command;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;

/** Everything that can change the state. Data only; chance and time are already in it. */
public sealed interface Command {

    /**
     * Founds the cluster: first command of the log, refused when one went before.
     *
     * @param featureLevel what the cluster starts at
     */
    record FoundCluster(
            UUID clusterId,
            Bytes rootKeyFingerprint,
            List<WrappedDataKey> dataKeys,
            int featureLevel)
            implements Command {
        public FoundCluster {
            dataKeys = List.copyOf(dataKeys);
        }
    }

    /** Creates a vault with its first data key; refused when the name is taken. */
    record CreateVault(Vault vault, WrappedDataKey dataKey) implements Command {}

    /** Adds a service principal; refused when its client id or object id is taken. */
    record AddServicePrincipal(ServicePrincipal principal) implements Command {}

    /**
     * Adds a role assignment; refused when the id, or the same role for the same principal on the
     * same vault or object, is there, and when the vault is not: rights given in advance would
     * surprise its owner.
     *
     * @param evenIfRemoved whether it is added too when it was there before and was removed: a
     *     person may change their mind, a configuration file must not undo a revocation
     */
    record AddRoleAssignment(RoleAssignment assignment, boolean evenIfRemoved) implements Command {}

    /**
     * Takes a role assignment away; its principal's commands authorised before are refused. That it
     * was removed is remembered until it is added again.
     */
    record RemoveRoleAssignment(String id) implements Command {}

    /** Adds a signing key for the embedded issuer; refused when there is one already. */
    record AddIssuerKey(IssuerKey key) implements Command {}

    /**
     * Sets a secret: always a new version, which becomes the latest.
     *
     * @param valueDigest a keyed digest of the value, the same for the same value whichever node
     *     seals it: together with what the caller sent it tells a retry from another command
     */
    record SetSecret(
            VaultName vault,
            ItemName name,
            VersionId version,
            Bytes sealedValue,
            Optional<String> contentType,
            SortedMap<String, String> tags,
            ItemAttributes attributes,
            Bytes valueDigest)
            implements Command {
        public SetSecret {
            tags = Tags.copyOf(tags);
        }
    }

    /**
     * Changes one version in place; an empty member leaves what is there, tags replace the whole
     * map.
     *
     * @param version empty for the latest
     */
    record UpdateSecret(
            VaultName vault,
            ItemName name,
            Optional<VersionId> version,
            Optional<String> contentType,
            Optional<SortedMap<String, String>> tags,
            Optional<Boolean> enabled,
            OptionalLong notBefore,
            OptionalLong expires)
            implements Command {
        public UpdateSecret {
            tags = tags.map(Tags::copyOf);
        }
    }

    /**
     * Deletes a secret with all its versions; it can be recovered until the vault's retention has
     * passed.
     */
    record DeleteSecret(VaultName vault, ItemName name) implements Command {}

    /** Brings a deleted secret back as it was. */
    record RecoverSecret(VaultName vault, ItemName name) implements Command {}

    /** Removes a deleted secret for good; refused under purge protection. */
    record PurgeSecret(VaultName vault, ItemName name) implements Command {}

    /**
     * Restores a backup under its own name; refused when the name is live or deleted.
     *
     * @param versions oldest first, at least one, each id once, values sealed anew for this vault;
     *     times as in the backup
     * @param blobDigest a keyed digest of the backup's content: it tells a retry from another
     *     command
     */
    record RestoreSecret(
            VaultName vault, ItemName name, List<SecretVersion> versions, Bytes blobDigest)
            implements Command {
        public RestoreSecret {
            versions = List.copyOf(versions);
            requireOneItem(name, versions);
        }
    }

    /**
     * Adds a version to a key, which becomes the latest; the key comes to be with its first.
     *
     * @param materialDigest a keyed digest of a private half that the caller brought, the same
     *     whichever node seals it; empty for one that was made here
     */
    record AddKey(
            VaultName vault,
            ItemName name,
            VersionId version,
            KeyMaterial material,
            Set<KeyOperation> operations,
            Optional<ReleasePolicy> releasePolicy,
            SortedMap<String, String> tags,
            ItemAttributes attributes,
            Bytes materialDigest)
            implements Command {
        public AddKey {
            operations = KeyVersion.ordered(operations);
            tags = Tags.copyOf(tags);
        }
    }

    /**
     * Adds a version to a key in the place of its latest. What the key may be used for, its tags,
     * release policy and whether it is enabled come from that version as it is by then, the new
     * one's end from the rotation policy: a pair takes seconds to make, and what was changed
     * meanwhile is not undone. Refused when the latest is a key of another kind by then.
     *
     * @param onlyIfDue refused unless the rotation policy asks for it by then
     */
    record RotateKey(
            VaultName vault,
            ItemName name,
            VersionId version,
            KeyMaterial material,
            boolean onlyIfDue)
            implements Command {}

    /**
     * Changes one version of a key in place; an empty member leaves what is there, operations and
     * tags replace all there are.
     *
     * @param version empty for the latest
     */
    record UpdateKey(
            VaultName vault,
            ItemName name,
            Optional<VersionId> version,
            Optional<Set<KeyOperation>> operations,
            Optional<ReleasePolicy> releasePolicy,
            Optional<SortedMap<String, String>> tags,
            Optional<Boolean> enabled,
            OptionalLong notBefore,
            OptionalLong expires)
            implements Command {
        public UpdateKey {
            operations = operations.map(KeyVersion::ordered);
            tags = tags.map(Tags::copyOf);
        }
    }

    /** Deletes a key with all its versions; see {@link DeleteSecret}. */
    record DeleteKey(VaultName vault, ItemName name) implements Command {}

    /** Brings a deleted key back as it was. */
    record RecoverKey(VaultName vault, ItemName name) implements Command {}

    /** Removes a deleted key for good; refused under purge protection. */
    record PurgeKey(VaultName vault, ItemName name) implements Command {}

    /**
     * Restores a backup of a key under its own name; see {@link RestoreSecret}.
     *
     * @param rotationPolicy as in the backup
     */
    record RestoreKey(
            VaultName vault,
            ItemName name,
            List<KeyVersion> versions,
            Optional<RotationPolicy> rotationPolicy,
            Bytes blobDigest)
            implements Command {
        public RestoreKey {
            versions = List.copyOf(versions);
            requireOneItem(name, versions);
        }
    }

    /** Replaces a key's rotation policy; versions that are there stay as they are. */
    record SetRotationPolicy(VaultName vault, ItemName name, RotationPolicy policy)
            implements Command {}

    /**
     * Raises the cluster's feature level; refused while a voter does not support it. Nothing
     * happens when the level is reached already.
     */
    record FinalizeLevel(int level) implements Command {}

    /**
     * Tells what the proposing node's state was at an index, for the others to compare. Each node
     * compares for itself; the state only remembers the newest report of each.
     */
    record ReportDigest(long index, Bytes digest) implements Command {}

    /**
     * Purges deleted items whose retention has passed by log time, earliest first, at most {@code
     * limit}.
     *
     * @param limit 1-1000: an entry's work is bounded
     */
    record PurgeDue(int limit) implements Command {
        public PurgeDue {
            if (limit < 1 || limit > 1000) {
                throw new IllegalArgumentException(
                        "one command purges 1 to 1000 items, not " + limit);
            }
        }
    }

    /**
     * Begins the way to a new root key, that a node's HSM has made.
     *
     * @param generation the next: refused when it is another, or when one is on its way already
     * @param node a voter, which has it from now on
     */
    record StartRootRotation(int generation, Bytes fingerprint, int node) implements Command {}

    /** A voter asks for a root key that is on its way. */
    record OfferTransportKey(int generation, int node, Bytes transportKey) implements Command {}

    /**
     * Gives a voter what it asked for.
     *
     * @param transportKey that the root key is wrapped to: refused when another is offered by then
     */
    record DeliverRootKey(int generation, int node, Bytes transportKey, Bytes wrapped)
            implements Command {}

    /** A voter says that its HSM has the root key, by its fingerprint. */
    record HoldRootKey(int generation, int node) implements Command {}

    /**
     * Makes a new root key the current one; refused while a voter does not hold it. What is wrapped
     * by another from then on is still taken, and rewrapped later.
     */
    record AdoptRootKey(int generation) implements Command {}

    /**
     * Takes over what was wrapped by older root keys; what has changed or gone meanwhile is left
     * alone. Refused when the generation is not the current one.
     *
     * @param dataKeys and {@code keys}: at least one and 64 at most together, because an entry is
     *     bounded
     */
    record Rewrap(int generation, List<RewrappedDataKey> dataKeys, List<RewrappedKey> keys)
            implements Command {
        public static final int MOST = 64;

        public Rewrap {
            dataKeys = List.copyOf(dataKeys);
            keys = List.copyOf(keys);
            int rows = dataKeys.size() + keys.size();
            if (rows < 1 || rows > MOST) {
                throw new IllegalArgumentException(
                        "one command rewraps 1 to " + MOST + " keys, not " + rows);
            }
        }
    }

    /**
     * Gives a root key up for good: an old one, refused while anything is wrapped by it, or one
     * that was never adopted. What travelled leaves the state, and the disks as purged values do.
     */
    record RetireRootKey(int generation) implements Command {}

    private static void requireOneItem(ItemName name, List<? extends ItemVersion> versions) {
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("a backup holds at least one version");
        }
        TreeSet<String> ids = new TreeSet<>();
        for (ItemVersion version : versions) {
            if (!version.name().key().equals(name.key())) {
                throw new IllegalArgumentException(
                        "a backup's versions belong to one item, " + name);
            }
            if (!ids.add(version.version().value())) {
                throw new IllegalArgumentException(
                        "a backup holds each version once, not " + version.version());
            }
        }
    }
}
