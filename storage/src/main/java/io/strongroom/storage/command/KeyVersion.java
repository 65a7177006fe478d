package io.strongroom.storage.command;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;

/**
 * A stored version of a key.
 *
 * @param operations what it may be used for
 * @param releasePolicy of an exportable key
 * @param createdSeconds Unix seconds, log time
 * @param updatedSeconds Unix seconds, log time
 */
public record KeyVersion(
        ItemName name,
        VersionId version,
        KeyMaterial material,
        Set<KeyOperation> operations,
        Optional<ReleasePolicy> releasePolicy,
        SortedMap<String, String> tags,
        ItemAttributes attributes,
        long createdSeconds,
        long updatedSeconds)
        implements ItemVersion {
    public KeyVersion {
        operations = ordered(operations);
        tags = Tags.copyOf(tags);
    }

    /** In the order of the enumeration, whatever order they were given in. */
    static Set<KeyOperation> ordered(Set<KeyOperation> operations) {
        EnumSet<KeyOperation> copy = EnumSet.noneOf(KeyOperation.class);
        copy.addAll(operations);
        return Collections.unmodifiableSet(copy);
    }

    @Override
    public OptionalInt rootGeneration() {
        return material.inHsm() ? OptionalInt.of(material.rootGeneration()) : OptionalInt.empty();
    }

    /** The same version without its private half, for whoever has no business with it. */
    public KeyVersion withoutPrivate() {
        return of(material.withoutPrivate());
    }

    /** What it mostly has in common with the key's other versions. */
    public KeyTerms terms() {
        return new KeyTerms(tags, releasePolicy);
    }

    /** The same version under these terms; its times stay. */
    public KeyVersion under(KeyTerms terms) {
        return new KeyVersion(
                name,
                version,
                material,
                operations,
                terms.releasePolicy(),
                terms.tags(),
                attributes,
                createdSeconds,
                updatedSeconds);
    }

    /** The same version of this material; its times stay. */
    public KeyVersion of(KeyMaterial kept) {
        return new KeyVersion(
                name,
                version,
                kept,
                operations,
                releasePolicy,
                tags,
                attributes,
                createdSeconds,
                updatedSeconds);
    }
}
