package io.strongroom.raft.ratis;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Ends the process on the first local fault. Ratis would log it and go on with a replica that has
 * diverged, or stay up as a zombie that still answers (reliability finding F4). Thread-safe; calls
 * the hook at most once.
 */
final class HaltSwitch {
    private static final Logger log = LoggerFactory.getLogger(HaltSwitch.class);

    private final Consumer<String> hook;
    private final AtomicBoolean thrown;
    private final Consumer<String> onEnd;
    private volatile boolean armed;

    HaltSwitch(Consumer<String> hook) {
        this.hook = hook;
        this.thrown = new AtomicBoolean();
        this.onEnd = what -> fault(what, null);
    }

    private HaltSwitch(HaltSwitch parent, Consumer<String> onEnd) {
        this.hook = parent.hook;
        this.thrown = parent.thrown;
        this.onEnd = onEnd;
    }

    /**
     * The same switch for one start of Ratis' server: armed by itself.
     *
     * @param onEnd told, perhaps repeatedly and on Ratis' threads, that the server has ended; to
     *     find out why, because a node that was removed ends in this way as well
     */
    HaltSwitch forServer(Consumer<String> onEnd) {
        return new HaltSwitch(this, onEnd);
    }

    /** From here on Ratis must not end by itself. Before, a failed start is told to its caller. */
    void arm() {
        armed = true;
    }

    /** From here on the end of Ratis' server is what we asked for. */
    void disarm() {
        armed = false;
    }

    boolean thrown() {
        return thrown.get();
    }

    /** The node cannot go on, whatever else is happening. */
    void fault(String what, @Nullable Throwable cause) {
        if (thrown.compareAndSet(false, true)) {
            log.atError().addKeyValue("reason", what).setCause(cause).log("raft_halt");
            hook.accept(what);
        }
    }

    /** A part of Ratis has ended; nothing unless armed, a fault unless found out otherwise. */
    void ended(String what) {
        if (armed && !thrown()) {
            onEnd.accept(what);
        }
    }
}
