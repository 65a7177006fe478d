package io.strongroom.storage.command;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stored version of a secret.
 *
 * @param name as shown, in the casing of the secret's first creation
 * @param sealedValue sealed under the vault's data key with the version's identity
 * @param createdSeconds Unix seconds, log time
 * @param updatedSeconds Unix seconds, log time
 */
public record SecretVersion(
        SecretName name,
        VersionId version,
        Bytes sealedValue,
        Optional<String> contentType,
        SortedMap<String, String> tags,
        SecretAttributes attributes,
        long createdSeconds,
        long updatedSeconds) {
    public SecretVersion {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }
}
