package io.strongroom.storage.command;

/**
 * A data key under another root key.
 *
 * @param generation of the data key
 * @param before as it was wrapped: nothing is changed when it is not so any more
 * @param after as it is wrapped now
 */
public record RewrappedDataKey(String owner, int generation, Bytes before, Bytes after) {}
