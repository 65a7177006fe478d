package io.strongroom.storage.command;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Everything that can change the state. Data only; chance and time are already in it. */
public sealed interface Command {

    /** Founds the cluster: first command of the log, refused when one went before. */
    record FoundCluster(UUID clusterId, Bytes rootKeyFingerprint, List<WrappedDataKey> dataKeys)
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
     * Adds a role assignment; refused when the id, or the same role for the same principal and
     * vault, is there.
     */
    record AddRoleAssignment(RoleAssignment assignment) implements Command {}

    /** Adds a signing key for the embedded issuer; refused when there is one already. */
    record AddIssuerKey(IssuerKey key) implements Command {}

    /** Sets a secret: always a new version, which becomes the latest. */
    record SetSecret(
            VaultName vault,
            SecretName name,
            VersionId version,
            Bytes sealedValue,
            Optional<String> contentType,
            SortedMap<String, String> tags,
            SecretAttributes attributes)
            implements Command {
        public SetSecret {
            tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
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
            SecretName name,
            Optional<VersionId> version,
            Optional<String> contentType,
            Optional<SortedMap<String, String>> tags,
            Optional<Boolean> enabled,
            OptionalLong notBefore,
            OptionalLong expires)
            implements Command {
        public UpdateSecret {
            tags = tags.map(map -> Collections.unmodifiableSortedMap(new TreeMap<>(map)));
        }
    }

    /**
     * Deletes a secret with all its versions; it can be recovered until the vault's retention has
     * passed.
     */
    record DeleteSecret(VaultName vault, SecretName name) implements Command {}

    /** Brings a deleted secret back as it was. */
    record RecoverSecret(VaultName vault, SecretName name) implements Command {}

    /** Removes a deleted secret for good; refused under purge protection. */
    record PurgeSecret(VaultName vault, SecretName name) implements Command {}

    /**
     * Restores a backup under its own name; refused when the name is live or deleted.
     *
     * @param versions oldest first, values sealed anew for this vault; times as in the backup
     */
    record RestoreSecret(VaultName vault, SecretName name, List<SecretVersion> versions)
            implements Command {
        public RestoreSecret {
            versions = List.copyOf(versions);
        }
    }

    /**
     * Purges deleted secrets whose retention has passed by log time, earliest first, at most {@code
     * limit}.
     */
    record PurgeDue(int limit) implements Command {}
}
