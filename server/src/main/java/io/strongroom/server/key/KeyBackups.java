package io.strongroom.server.key;

import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.server.item.BackedUp;
import io.strongroom.server.item.BackupBlobs;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyType;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Backup blobs: every version of a key with its private half, and the rotation policy. They restore
 * into any vault of the same cluster, under the original name and versions.
 */
final class KeyBackups {
    private static final int FORMAT = 1;

    private final BackupBlobs blobs;
    private final KeySealing sealing;

    KeyBackups(Sealer sealer, KeySealing sealing) {
        this.blobs = new BackupBlobs(sealer, "key");
        this.sealing = sealing;
    }

    /** A key as a blob has it. */
    record Restored(List<KeyVersion> versions, Optional<RotationPolicy> rotationPolicy) {
        ItemName name() {
            return versions.getFirst().name();
        }
    }

    /** The plaintext of a blob, as JSON. */
    private record Content(
            int format, String name, List<Version> versions, @Nullable Policy rotationPolicy) {
        Content {
            Objects.requireNonNull(name);
            versions = List.copyOf(versions);
        }

        @Override
        public String toString() {
            return "Content";
        }
    }

    /** A rotation policy; times in Unix seconds. */
    private record Policy(
            @Nullable String expiryTime,
            RotationPolicy.@Nullable Trigger rotation,
            RotationPolicy.@Nullable Trigger notice,
            long created,
            long updated) {}

    /**
     * What a key is made of.
     *
     * @param rootGeneration of the root key that wraps one in an HSM; null for the first
     */
    @SuppressWarnings("ArrayRecordComponent") // Holds plaintext for the moment between sealings.
    private record Material(
            KeyType type,
            int bits,
            @Nullable String curve,
            boolean inHsm,
            byte[] publicKey,
            byte[] privateHalf,
            @Nullable Integer rootGeneration) {
        Material {
            Objects.requireNonNull(type);
            Objects.requireNonNull(publicKey);
            Objects.requireNonNull(privateHalf);
        }

        @Override
        public String toString() {
            return "Material";
        }
    }

    /** Under which conditions a key may be released. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Release(String contentType, byte[] data, boolean immutable) {
        Release {
            Objects.requireNonNull(contentType);
            Objects.requireNonNull(data);
        }
    }

    /** One version; times in Unix seconds. */
    private record Version(
            String version,
            Material material,
            List<KeyOperation> operations,
            @Nullable Release release,
            Map<String, String> tags,
            boolean enabled,
            @Nullable Long nbf,
            @Nullable Long exp,
            long created,
            long updated) {
        Version {
            Objects.requireNonNull(version);
            Objects.requireNonNull(material);
            operations = List.copyOf(operations);
            Objects.requireNonNull(tags);
        }
    }

    /** Refuses a key with more versions than a blob may hold. */
    void requireFits(int versions) {
        blobs.requireFits(versions);
    }

    /**
     * The blob of a key.
     *
     * @param versions oldest first, at least one
     * @return base64url without padding
     */
    String make(StateView view, VaultName vault, List<KeyVersion> versions) {
        ItemName name = versions.getFirst().name();
        List<Version> content =
                versions.stream().map(version -> opened(view, vault, version)).toList();
        try {
            Policy policy = view.rotationPolicy(vault, name).map(KeyBackups::policy).orElse(null);
            return blobs.seal(view, new Content(FORMAT, name.value(), content, policy));
        } finally {
            wipe(content);
        }
    }

    /**
     * What is in the blob, its private halves sealed anew for the vault.
     *
     * @throws io.strongroom.server.http.ApiException BadParameter when it is not one of this
     *     cluster's or was changed
     */
    Restored open(StateView view, VaultName vault, String blob) {
        Content content = blobs.open(view, blob, Content.class);
        try {
            if (content.format() != FORMAT || content.versions().isEmpty()) {
                throw blobs.invalid();
            }
            ItemName name = new ItemName(content.name());
            List<KeyVersion> versions =
                    content.versions().stream()
                            .map(version -> sealed(view, vault, name, version))
                            .toList();
            if (versions.stream().map(KeyVersion::version).distinct().count() != versions.size()) {
                throw blobs.invalid();
            }
            return new Restored(
                    versions,
                    Optional.ofNullable(content.rotationPolicy()).map(KeyBackups::policy));
        } catch (IllegalArgumentException e) {
            // Sealed by this cluster, yet not what this version would write.
            throw blobs.invalid();
        } finally {
            wipe(content.versions());
        }
    }

    private static void wipe(List<Version> versions) {
        versions.forEach(version -> Arrays.fill(version.material().privateHalf(), (byte) 0));
    }

    private Version opened(StateView view, VaultName vault, KeyVersion key) {
        KeyMaterial material = key.material();
        byte[] privateHalf;
        try (SecretBytes open = sealing.open(view, vault, key)) {
            privateHalf = open.use(byte[]::clone);
        }
        return new Version(
                key.version().value(),
                new Material(
                        material.type(),
                        material.bits(),
                        material.curve().orElse(null),
                        material.inHsm(),
                        material.publicKey().toArray(),
                        privateHalf,
                        material.rootGeneration() == RootKeyGeneration.FIRST
                                ? null
                                : material.rootGeneration()),
                List.copyOf(key.operations()),
                key.releasePolicy()
                        .map(release ->
                                new Release(
                                        release.contentType(),
                                        release.data().toArray(),
                                        release.immutable()))
                        .orElse(null),
                new TreeMap<>(key.tags()),
                key.attributes().enabled(),
                BackedUp.orNull(key.attributes().notBefore()),
                BackedUp.orNull(key.attributes().expires()),
                key.createdSeconds(),
                key.updatedSeconds());
    }

    private KeyVersion sealed(StateView view, VaultName vault, ItemName name, Version version) {
        VersionId id = new VersionId(version.version());
        Material material = version.material();
        int root = rootGeneration(view, material);
        Bytes sealed;
        try (SecretBytes privateHalf = SecretBytes.copyOf(material.privateHalf())) {
            sealed = sealing.seal(view, vault, name, id, privateHalf);
        }
        Set<KeyOperation> operations = EnumSet.noneOf(KeyOperation.class);
        operations.addAll(version.operations());
        KeyMaterial kept =
                new KeyMaterial(
                        material.type(),
                        material.bits(),
                        Optional.ofNullable(material.curve()),
                        material.inHsm(),
                        Bytes.copyOf(material.publicKey()),
                        sealed,
                        root);
        Materials.requireWhole(kept);
        return new KeyVersion(
                name,
                id,
                kept,
                operations,
                Optional.ofNullable(version.release())
                        .map(release ->
                                new ReleasePolicy(
                                        release.contentType(),
                                        Bytes.copyOf(release.data()),
                                        release.immutable())),
                new TreeMap<>(version.tags()),
                BackedUp.attributes(version.enabled(), version.nbf(), version.exp()),
                version.created(),
                version.updated());
    }

    /** Of a root key that still is one; the state machine asks again, and rewraps it if need be. */
    private static int rootGeneration(StateView view, Material material) {
        Integer named = material.rootGeneration();
        int root = named == null ? RootKeyGeneration.FIRST : named;
        boolean wraps =
                view.rootKeys().stream()
                        .anyMatch(key -> key.generation() == root && key.state().wraps());
        if (material.inHsm() && !wraps) {
            throw KeyErrors.rootKeyRetired(root);
        }
        return root;
    }

    private static Policy policy(RotationPolicy policy) {
        return new Policy(
                policy.expiryTime().orElse(null),
                policy.rotation().orElse(null),
                policy.notice().orElse(null),
                policy.createdSeconds(),
                policy.updatedSeconds());
    }

    private static RotationPolicy policy(Policy policy) {
        return new RotationPolicy(
                Optional.ofNullable(policy.expiryTime()),
                Optional.ofNullable(policy.rotation()),
                Optional.ofNullable(policy.notice()),
                policy.created(),
                policy.updated());
    }
}
