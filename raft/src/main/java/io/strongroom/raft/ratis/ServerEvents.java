package io.strongroom.raft.ratis;

import java.util.Optional;

/** What Ratis' server tells and asks, on its own threads, some of which hold its locks. */
interface ServerEvents {
    /** Look again who leads. */
    void leadershipMayHaveMoved();

    /** Another node's question about the membership; empty when it is none. */
    Optional<byte[]> answer(byte[] question);
}
