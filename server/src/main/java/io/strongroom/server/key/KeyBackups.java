package io.strongroom.server.key;

import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.server.item.BackedUp;
import io.strongroom.server.item.BackupBlobs;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyTerms;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        // Each once: a key that is rotated takes them over, and 500 versions are to fit.
        List<KeyTerms> terms = versions.stream().map(KeyVersion::terms).distinct().toList();
        List<KeyDocument.Version> content =
                versions.stream()
                        .map(version ->
                                opened(view, vault, version, terms.indexOf(version.terms())))
                        .toList();
        try {
            KeyDocument.Policy policy =
                    view.rotationPolicy(vault, name).map(KeyDocument.Policy::of).orElse(null);
            List<KeyDocument.Terms> shared = terms.stream().map(KeyDocument.Terms::of).toList();
            return blobs.seal(
                    view, new KeyDocument.Content(FORMAT, name.value(), content, shared, policy));
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
        KeyDocument.Content content = blobs.open(view, blob, KeyDocument.Content.class);
        try {
            if (content.format() != FORMAT || content.versions().isEmpty()) {
                throw blobs.invalid();
            }
            ItemName name = new ItemName(content.name());
            List<KeyTerms> terms = content.terms().stream().map(KeyDocument.Terms::kept).toList();
            List<KeyVersion> versions =
                    content.versions().stream()
                            .map(version ->
                                    sealed(
                                            new NewKeys.Place(view, vault, name),
                                            version,
                                            terms.get(version.terms())))
                            .toList();
            if (versions.stream().map(KeyVersion::version).distinct().count() != versions.size()) {
                throw blobs.invalid();
            }
            return new Restored(
                    versions,
                    Optional.ofNullable(content.rotationPolicy()).map(KeyDocument.Policy::kept));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Sealed by this cluster, yet not what this version would write.
            throw blobs.invalid();
        } finally {
            wipe(content.versions());
        }
    }

    private static void wipe(List<KeyDocument.Version> versions) {
        versions.forEach(version -> Arrays.fill(version.material().privateHalf(), (byte) 0));
    }

    private KeyDocument.Version opened(StateView view, VaultName vault, KeyVersion key, int terms) {
        KeyMaterial material = key.material();
        byte[] privateHalf;
        try (SecretBytes open = sealing.open(view, vault, key)) {
            privateHalf = open.use(byte[]::clone);
        }
        return new KeyDocument.Version(
                key.version().value(),
                new KeyDocument.Material(
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
                terms,
                key.attributes().enabled(),
                BackedUp.orNull(key.attributes().notBefore()),
                BackedUp.orNull(key.attributes().expires()),
                key.createdSeconds(),
                key.updatedSeconds());
    }

    private KeyVersion sealed(NewKeys.Place place, KeyDocument.Version version, KeyTerms terms) {
        VersionId id = new VersionId(version.version());
        KeyDocument.Material material = version.material();
        int root = rootGeneration(place.view(), material);
        Bytes sealed;
        try (SecretBytes privateHalf = SecretBytes.copyOf(material.privateHalf())) {
            sealed = sealing.seal(place.view(), place.vault(), place.name(), id, privateHalf);
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
                place.name(),
                id,
                kept,
                operations,
                terms.releasePolicy(),
                terms.tags(),
                BackedUp.attributes(version.enabled(), version.nbf(), version.exp()),
                version.created(),
                version.updated());
    }

    /** Of a root key that still is one; the state machine asks again, and rewraps it if need be. */
    private static int rootGeneration(StateView view, KeyDocument.Material material) {
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
}
