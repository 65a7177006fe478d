package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * A member as the answering node knows it.
 *
 * @param host where its log is reached
 * @param voter false for a listener, which receives the log and has no vote
 * @param leader whether the answering node takes it for the leader
 * @param matchIndex the newest entry known to be in its log; null unless the leader answers
 * @param lag entries that it has not yet; null unless the leader answers
 * @param millisSinceHeard since it last answered the leader; null when it never has, and unless the
 *     leader is asked
 * @param supportedLevel the newest feature level that its version knows; null before it has spoken
 * @param clockOffsetMillis its clock, when it last spoke, ahead of the quorum time then; null
 *     before it has spoken
 */
public record MemberJson(
        int id,
        String host,
        int port,
        boolean voter,
        boolean leader,
        @Nullable Long matchIndex,
        @Nullable Long lag,
        @Nullable Long millisSinceHeard,
        @Nullable Integer supportedLevel,
        @Nullable Long clockOffsetMillis) {}
