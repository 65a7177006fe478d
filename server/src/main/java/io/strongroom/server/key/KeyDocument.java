package io.strongroom.server.key;

import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyTerms;
import io.strongroom.storage.command.KeyType;
import io.strongroom.storage.command.ReleasePolicy;
import io.strongroom.storage.command.RotationPolicy;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The document in a key's backup blob. */
final class KeyDocument {
    private KeyDocument() {}

    /** The plaintext of a blob, as JSON. */
    record Content(
            int format,
            String name,
            List<Version> versions,
            List<Terms> terms,
            @Nullable Policy rotationPolicy) {
        Content {
            Objects.requireNonNull(name);
            versions = List.copyOf(versions);
            terms = List.copyOf(terms);
        }

        @Override
        public String toString() {
            return "Content";
        }
    }

    /** A rotation policy; times in Unix seconds. */
    record Policy(
            @Nullable String expiryTime,
            RotationPolicy.@Nullable Trigger rotation,
            RotationPolicy.@Nullable Trigger notice,
            long created,
            long updated) {
        static Policy of(RotationPolicy policy) {
            return new Policy(
                    policy.expiryTime().orElse(null),
                    policy.rotation().orElse(null),
                    policy.notice().orElse(null),
                    policy.createdSeconds(),
                    policy.updatedSeconds());
        }

        RotationPolicy kept() {
            return new RotationPolicy(
                    Optional.ofNullable(expiryTime),
                    Optional.ofNullable(rotation),
                    Optional.ofNullable(notice),
                    created,
                    updated);
        }
    }

    /**
     * What a key is made of.
     *
     * @param rootGeneration of the root key that wraps one in an HSM; null for the first
     */
    @SuppressWarnings("ArrayRecordComponent") // Holds plaintext for the moment between sealings.
    record Material(
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
    record Release(String contentType, byte[] data, boolean immutable) {
        Release {
            Objects.requireNonNull(contentType);
            Objects.requireNonNull(data);
        }

        static Release of(ReleasePolicy policy) {
            return new Release(policy.contentType(), policy.data().toArray(), policy.immutable());
        }

        ReleasePolicy kept() {
            return new ReleasePolicy(contentType, Bytes.copyOf(data), immutable);
        }
    }

    /** What versions have in common. */
    record Terms(Map<String, String> tags, @Nullable Release release) {
        Terms {
            Objects.requireNonNull(tags);
        }

        static Terms of(KeyTerms terms) {
            return new Terms(
                    new TreeMap<>(terms.tags()),
                    terms.releasePolicy().map(Release::of).orElse(null));
        }

        KeyTerms kept() {
            return new KeyTerms(
                    new TreeMap<>(tags), Optional.ofNullable(release).map(Release::kept));
        }
    }

    /**
     * One version; times in Unix seconds.
     *
     * @param terms which of the content's it has
     */
    record Version(
            String version,
            Material material,
            List<KeyOperation> operations,
            int terms,
            boolean enabled,
            @Nullable Long nbf,
            @Nullable Long exp,
            long created,
            long updated) {
        Version {
            Objects.requireNonNull(version);
            Objects.requireNonNull(material);
            operations = List.copyOf(operations);
        }
    }
}
