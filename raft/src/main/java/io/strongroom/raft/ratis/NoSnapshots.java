package io.strongroom.raft.ratis;

import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.jspecify.annotations.Nullable;

/** Tells Ratis that there is nothing on disk but the log. */
final class NoSnapshots implements StateMachineStorage {
    @Override
    public void init(RaftStorage storage) {}

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return null;
    }

    @Override
    public void format() {}

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) {}
}
