package io.strongroom.raft.ratis.snapshot;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Brings state, snapshots and log together before Ratis opens the log. Ratis believes that
 * everything up to the newest snapshot is applied and goes on with the entry behind it: that entry
 * must be the log's next or be in the log, and the state must reach as far as the snapshot.
 */
final class StartRecovery {
    private static final Logger log = LoggerFactory.getLogger(StartRecovery.class);

    private final StateMachine stateMachine;
    private final SnapshotStore store;
    private final LogFiles files;

    StartRecovery(StateMachine stateMachine, SnapshotStore store, LogFiles files) {
        this.stateMachine = stateMachine;
        this.store = store;
        this.files = files;
    }

    /**
     * @return the index of the newest snapshot that was found; -1 for none, also when one is made
     *     here
     * @throws IOException when the three do not fit together; says what to do
     */
    long run() throws IOException {
        long found = store.latestIndex();
        if (found > state()) {
            installNewest(found);
        }
        if (files.isEmpty()) {
            return found;
        }
        if (files.last() < found && state() == found) {
            // The crash came between the install and the removal of the log that it has replaced;
            // Ratis would append behind the gap.
            log.atWarn().addKeyValue("last", files.last()).log("log_before_snapshot_removed");
            files.delete();
        } else if (files.first() > found + 1) {
            bridgeGap();
        }
        return found;
    }

    /** The crash came between the arrival of the snapshot and its install, or the state is gone. */
    private void installNewest(long found) throws IOException {
        log.atWarn()
                .addKeyValue("snapshot", found)
                .addKeyValue("state", state())
                .log("snapshot_installed_at_start");
        stateMachine.installSnapshot(store.latestState().orElseThrow());
        if (state() < found) {
            throw new IOException(
                    "the state ends at index %d after the install of the snapshot at %d: the snapshot is not one of this vault"
                            .formatted(state(), found));
        }
    }

    /** The log begins behind the newest intact snapshot; the state usually reaches further. */
    private void bridgeGap() throws IOException {
        if (state() + 1 < files.first() || state() > files.last()) {
            throw new IOException(
                    "the log holds the entries %d to %d, but no intact snapshot goes with it and the state ends at %d: entries are missing; replace this node as one with a lost disk (operations guide)"
                            .formatted(files.first(), files.last(), state()));
        }
        log.atWarn()
                .addKeyValue("state", state())
                .addKeyValue("first", files.first())
                .log("snapshot_missing_made_from_state");
        LogPosition position = stateMachine.lastApplied();
        stateMachine.writeSnapshot(position, store.begin());
        store.publish(position);
    }

    private long state() {
        return stateMachine.lastApplied().index();
    }
}
