package io.strongroom.server.secret;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.Json;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.command.SecretAttributes;
import io.strongroom.storage.command.SecretName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Backup blobs: every version of a secret with its values, sealed under the cluster's backup key.
 * They restore into any vault of the same cluster and nowhere else, under the original name and
 * versions.
 */
final class SecretBackups {
    /** As the API's limits say. */
    static final int MAX_VERSIONS = 500;

    /**
     * A restore travels in one log entry; with room for sealing and tags this stays below its
     * limit.
     */
    static final int MAX_PLAINTEXT_BYTES = 2 * 1024 * 1024;

    private static final int FORMAT = 1;

    private final Sealer sealer;
    private final SecretSealing sealing;

    SecretBackups(Sealer sealer, SecretSealing sealing) {
        this.sealer = sealer;
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
    static void requireFits(int versions) {
        if (versions > MAX_VERSIONS) {
            throw ApiException.badParameter(
                    "The secret has more than "
                            + MAX_VERSIONS
                            + " versions and cannot be backed up.");
        }
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
        byte[] plaintext =
                Json.write(new Content(FORMAT, versions.getFirst().name().value(), content));
        content.forEach(version -> Arrays.fill(version.value(), (byte) 0));
        try {
            if (plaintext.length > MAX_PLAINTEXT_BYTES) {
                throw ApiException.badParameter(
                        "The secret's versions are too large for one backup: at most %d bytes are allowed."
                                .formatted(MAX_PLAINTEXT_BYTES));
            }
            Sealer.DataKey key = DataKeys.latest(view, DataKeys.BACKUP);
            byte[] blob = sealer.seal(key, identity(view), plaintext);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(blob);
        } catch (HsmException e) {
            throw ErrorMapper.of(e);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /**
     * The versions in the blob, oldest first, sealed anew for the vault.
     *
     * @throws ApiException BadParameter when the blob is not one of this cluster's or was changed
     */
    List<SecretVersion> open(StateView view, VaultName vault, String blob) {
        Content content = content(view, blob);
        try {
            SecretName name = new SecretName(content.name());
            List<SecretVersion> versions =
                    content.versions().stream()
                            .map(version -> sealed(view, vault, name, version))
                            .toList();
            if (versions.stream().map(SecretVersion::version).distinct().count()
                    != versions.size()) {
                throw invalid();
            }
            return versions;
        } catch (IllegalArgumentException e) {
            // Sealed by this cluster, yet not what this version would write.
            throw invalid();
        } finally {
            content.versions().forEach(version -> Arrays.fill(version.value(), (byte) 0));
        }
    }

    private Content content(StateView view, String blob) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(blob);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        byte[] plaintext = null;
        try {
            int generation = Sealer.generationOf(sealed);
            Sealer.DataKey key =
                    view.dataKey(DataKeys.BACKUP, generation)
                            .map(DataKeys::key)
                            .orElseThrow(SecretBackups::invalid);
            plaintext = sealer.open(key, identity(view), sealed);
            Content content = Json.readAs(plaintext, Content.class);
            if (content.format() != FORMAT || content.versions().isEmpty()) {
                throw invalid();
            }
            return content;
        } catch (HsmException e) {
            throw e.kind() == HsmException.Kind.NOT_AUTHENTIC ? invalid() : ErrorMapper.of(e);
        } catch (IOException e) {
            throw invalid();
        } finally {
            if (plaintext != null) {
                Arrays.fill(plaintext, (byte) 0);
            }
        }
    }

    private Version opened(StateView view, VaultName vault, SecretVersion secret) {
        OptionalLong notBefore = secret.attributes().notBefore();
        OptionalLong expires = secret.attributes().expires();
        return new Version(
                secret.version().value(),
                sealing.open(view, vault, secret),
                secret.contentType().orElse(null),
                new TreeMap<>(secret.tags()),
                secret.attributes().enabled(),
                notBefore.isPresent() ? notBefore.getAsLong() : null,
                expires.isPresent() ? expires.getAsLong() : null,
                secret.createdSeconds(),
                secret.updatedSeconds());
    }

    private SecretVersion sealed(
            StateView view, VaultName vault, SecretName name, Version version) {
        VersionId id = new VersionId(version.version());
        return new SecretVersion(
                name,
                id,
                sealing.seal(view, vault, name, id, version.value()),
                Optional.ofNullable(version.contentType()),
                new TreeMap<>(version.tags()),
                new SecretAttributes(
                        version.enabled(), optional(version.nbf()), optional(version.exp())),
                version.created(),
                version.updated());
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static byte[] identity(StateView view) {
        String cluster = view.clusterId().orElseThrow(SecretBackups::invalid).toString();
        return Identity.of("secret-backup", cluster);
    }

    private static ApiException invalid() {
        return ApiException.badParameter(
                "The backup blob is not a valid secret backup of this cluster.");
    }
}
