package io.strongroom.storage.command;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * A stored version of a secret.
 *
 * @param name as shown, in the casing of the secret's first creation
 * @param sealedValue sealed under the vault's data key with the version's identity
 * @param createdSeconds Unix seconds, log time
 * @param updatedSeconds Unix seconds, log time
 */
public record SecretVersion(
        ItemName name,
        VersionId version,
        Bytes sealedValue,
        Optional<String> contentType,
        SortedMap<String, String> tags,
        ItemAttributes attributes,
        long createdSeconds,
        long updatedSeconds)
        implements ItemVersion {
    public SecretVersion {
        tags = Tags.copyOf(tags);
    }

    @Override
    public OptionalInt rootGeneration() {
        return OptionalInt.empty();
    }

    /** The same version without its value, for whoever has no business with it. */
    public SecretVersion withoutValue() {
        return new SecretVersion(
                name,
                version,
                Bytes.empty(),
                contentType,
                tags,
                attributes,
                createdSeconds,
                updatedSeconds);
    }
}
