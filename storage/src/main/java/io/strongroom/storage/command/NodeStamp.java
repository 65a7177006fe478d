package io.strongroom.storage.command;

/**
 * What a voter last said of itself in a batch.
 *
 * @param millis its wall clock, Unix milliseconds; 0 when it has not spoken yet
 * @param supportedLevel the newest {@link FeatureLevel} that its version knows; 0 when it has not
 *     spoken yet
 */
public record NodeStamp(int node, long millis, int supportedLevel) {}
