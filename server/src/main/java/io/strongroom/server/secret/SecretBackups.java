package io.strongroom.server.secret;

import io.strongroom.hsm.Sealer;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.item.BackedUp;
import io.strongroom.server.item.BackupBlobs;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Backup blobs: every version of a secret with its values. They restore into any vault of the same
 * cluster, under the original name and versions.
 */
final class SecretBackups {
    private static final int FORMAT = 1;

    private final BackupBlobs blobs;
    private final SecretSealing sealing;

    SecretBackups(Sealer sealer, SecretSealing sealing) {
        this.blobs = new BackupBlobs(sealer, "secret");
        this.sealing = sealing;
    }

    /** The plaintext of a blob, as JSON. */
    private record Content(int format, String name, List<Version> versions) {
        Content {
            Objects.requireNonNull(name);
            versions = List.copyOf(versions);
        }

        @Override
        public String toString() {
            return "Content";
        }
    }

    /** One version; times in Unix seconds. */
    @SuppressWarnings("ArrayRecordComponent") // Holds plaintext for the moment between sealings.
    private record Version(
            String version,
            byte[] value,
            @Nullable String contentType,
            Map<String, String> tags,
            boolean enabled,
            @Nullable Long nbf,
            @Nullable Long exp,
            long created,
            long updated) {
        Version {
            Objects.requireNonNull(version);
            Objects.requireNonNull(value);
            Objects.requireNonNull(tags);
        }

        @Override
        public String toString() {
            return "Version";
        }
    }

    /** Refuses a secret with more versions than a blob may hold. */
    void requireFits(int versions) {
        blobs.requireFits(versions);
    }

    /**
     * The blob of a secret.
     *
     * @param versions oldest first, at least one
     * @return base64url without padding
     */
    String make(StateView view, VaultName vault, List<SecretVersion> versions) {
        requireFits(versions.size());
        List<Version> content =
                versions.stream().map(version -> opened(view, vault, version)).toList();
        try {
            return blobs.seal(
                    view, new Content(FORMAT, versions.getFirst().name().value(), content));
        } finally {
            content.forEach(version -> Arrays.fill(version.value(), (byte) 0));
        }
    }

    /**
     * The versions in the blob, oldest first, sealed anew for the vault.
     *
     * @throws ApiException BadParameter when the blob is not one of this cluster's or was changed
     */
    List<SecretVersion> open(StateView view, VaultName vault, String blob) {
        Content content = blobs.open(view, blob, Content.class);
        try {
            if (content.format() != FORMAT || content.versions().isEmpty()) {
                throw blobs.invalid();
            }
            ItemName name = new ItemName(content.name());
            List<SecretVersion> versions =
                    content.versions().stream()
                            .map(version -> sealed(view, vault, name, version))
                            .toList();
            if (versions.stream().map(SecretVersion::version).distinct().count()
                    != versions.size()) {
                throw blobs.invalid();
            }
            return versions;
        } catch (IllegalArgumentException e) {
            // Sealed by this cluster, yet not what this version would write.
            throw blobs.invalid();
        } finally {
            content.versions().forEach(version -> Arrays.fill(version.value(), (byte) 0));
        }
    }

    private Version opened(StateView view, VaultName vault, SecretVersion secret) {
        return new Version(
                secret.version().value(),
                sealing.open(view, vault, secret),
                secret.contentType().orElse(null),
                new TreeMap<>(secret.tags()),
                secret.attributes().enabled(),
                BackedUp.orNull(secret.attributes().notBefore()),
                BackedUp.orNull(secret.attributes().expires()),
                secret.createdSeconds(),
                secret.updatedSeconds());
    }

    private SecretVersion sealed(StateView view, VaultName vault, ItemName name, Version version) {
        VersionId id = new VersionId(version.version());
        return new SecretVersion(
                name,
                id,
                sealing.seal(view, vault, name, id, version.value()),
                Optional.ofNullable(version.contentType()),
                new TreeMap<>(version.tags()),
                BackedUp.attributes(version.enabled(), version.nbf(), version.exp()),
                version.created(),
                version.updated());
    }
}
