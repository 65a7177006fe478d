package io.strongroom.raft;

/**
 * A node that takes part in the log, as the membership records it.
 *
 * @param peer its id, and where its log is reached
 * @param voter false for a listener, which receives the log and has no vote
 */
public record Member(LogConfig.Peer peer, boolean voter) {}
