package io.strongroom.raft.ratis.snapshot;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;

import org.apache.ratis.server.storage.RaftStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Makes snapshots of this node's state: the state machine writes them on the thread that applies,
 * which is short; they are read, hashed, forced and published on another. Thread-safe.
 */
public final class SnapshotMaker {
    private static final Logger log = LoggerFactory.getLogger(SnapshotMaker.class);

    private final StateMachine stateMachine;
    private final SnapshotStore store;
    private final SnapshotTrigger trigger;
    private final Executor executor;
    private final Object lock = new Object();
    private CompletableFuture<Boolean> newest = CompletableFuture.completedFuture(false);
    private volatile Runnable published = () -> {};
    private volatile long foundAtStart = -1;

    /**
     * @param executor for the slow part
     */
    public SnapshotMaker(
            StateMachine stateMachine,
            SnapshotStore store,
            SnapshotTrigger trigger,
            Executor executor) {
        this.stateMachine = stateMachine;
        this.store = store;
        this.trigger = trigger;
        this.executor = executor;
    }

    public StateMachine stateMachine() {
        return stateMachine;
    }

    public SnapshotStore store() {
        return store;
    }

    public SnapshotTrigger trigger() {
        return trigger;
    }

    /** Called after each new snapshot, on the executor. */
    void onPublished(Runnable listener) {
        published = listener;
    }

    /**
     * Before Ratis opens its log: cleans up, and makes state, snapshots and log agree.
     *
     * @throws IOException when they cannot; says what to do
     */
    public void recover(RaftStorage storage) throws IOException {
        store.open();
        foundAtStart = new StartRecovery(stateMachine, store, LogFiles.read(storage)).run();
    }

    /** The newest snapshot that {@link #recover} has found, -1 for none. */
    public long foundAtStart() {
        return foundAtStart;
    }

    /**
     * Begins a snapshot, unless one is being made. Called on the thread that applies, between two
     * entries. What fails outside the state machine, such as for want of space, is logged and tried
     * again when the trigger says so; the state is not hurt by it.
     *
     * @param position the newest entry applied
     */
    public void capture(LogPosition position) {
        synchronized (lock) {
            // During a replay the state is ahead of what is applied and would be misnamed.
            if (!newest.isDone()
                    || position.index() <= store.latestIndex()
                    || position.index() < stateMachine.lastApplied().index()) {
                return;
            }
            Path folder;
            try {
                folder = store.begin();
            } catch (IOException e) {
                log.atError().setCause(e).log("snapshot_failed");
                return;
            }
            stateMachine.writeSnapshot(position, folder);
            trigger.captured();
            newest = new CompletableFuture<>();
            CompletableFuture<Boolean> done = newest;
            executor.execute(() -> done.complete(publish(position)));
        }
    }

    /**
     * Completes when the snapshot that is being made is there or has failed; never with trouble.
     */
    CompletableFuture<Boolean> underWay() {
        synchronized (lock) {
            return newest;
        }
    }

    private boolean publish(LogPosition position) {
        try {
            if (!store.publish(position)) {
                return false;
            }
            trigger.published(System.nanoTime());
            store.retain();
            log.atInfo().addKeyValue("index", position.index()).log("snapshot_published");
            published.run();
            return true;
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).log("snapshot_failed");
            return false;
        }
    }
}
