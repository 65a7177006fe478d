package io.strongroom.storage.command;

/**
 * What a node found its state to be.
 *
 * @param node who reports
 * @param index the log index, a multiple of the interval at which digests are kept
 * @param digest of the whole logical state when everything up to the index was applied
 */
public record DigestReport(int node, long index, Bytes digest) {}
