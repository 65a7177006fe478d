package io.strongroom.storage.command;

/**
 * A version of a key in the HSM, live or deleted, under another root key.
 *
 * @param before its sealed blob as it was: nothing is changed when it is not so any more
 * @param after its sealed blob now
 */
public record RewrappedKey(
        VaultName vault, ItemName name, VersionId version, Bytes before, Bytes after) {}
