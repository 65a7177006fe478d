package io.strongroom.storage.state;

/**
 * What time it is for one entry.
 *
 * @param quorumMillis what a majority of the voters has reached: retentions and memories end by it
 * @param itemMillis what items are dated with: the entry's own stamp, held close to the quorum time
 * @param agree whether the entry's own stamp is close to the quorum time by itself; if not, either
 *     the proposer's clock is off, or quorum time has stood still
 */
record Times(long quorumMillis, long itemMillis, boolean agree) {}
