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
    private final AtomicBoolean thrown = new AtomicBoolean();
    private volatile boolean armed;

    HaltSwitch(Consumer<String> hook) {
        this.hook = hook;
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
            log.atError().addKeyValue("reason", what).setCause(cause).log("halt");
            hook.accept(what);
        }
    }

    /** A part of Ratis has ended; a fault unless this node is starting or closing. */
    void ended(String what) {
        if (armed) {
            fault(what, null);
        }
    }
}
