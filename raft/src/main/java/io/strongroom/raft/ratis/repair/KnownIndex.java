package io.strongroom.raft.ratis.repair;

import java.io.IOException;

/** Asked once the log is locked, because only then may a stopped node's state be opened. */
@FunctionalInterface
public interface KnownIndex {
    /** The highest index that the state or a snapshot holds; -1 for none. */
    long highest() throws IOException;
}
