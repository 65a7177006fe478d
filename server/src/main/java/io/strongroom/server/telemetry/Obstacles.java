package io.strongroom.server.telemetry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this node knows to be wrong with it, by cause: each is set by one duty and minded by
 * readiness, by the requests that it concerns, and by whoever gives leadership up. Thread-safe.
 */
public final class Obstacles {
    private static final Logger LOG = LoggerFactory.getLogger(Obstacles.class);
    private static final Set<Cause> TO_REQUESTS = EnumSet.of(Cause.DIVERGED, Cause.DISK_FULL);
    private static final Set<Cause> TO_CHANGES =
            EnumSet.of(Cause.DIVERGED, Cause.DISK_FULL, Cause.DISK_LOW, Cause.TIME);
    private static final Set<Cause> TO_LEADING =
            EnumSet.of(
                    Cause.DIVERGED,
                    Cause.DISK_FULL,
                    Cause.DISK_LOW,
                    Cause.CLOCK,
                    Cause.ROOT_KEY,
                    Cause.OLD_ROOT_KEY);

    private final Map<Cause, String> present = new EnumMap<>(Cause.class);

    /** Where an obstacle comes from; earlier ones are named first. */
    public enum Cause {
        /** The replicas' states differ, and this one is in the minority. */
        DIVERGED,
        /** Too little room to write the log. */
        DISK_FULL,
        /** Little room left. */
        DISK_LOW,
        CLOCK,
        ROOT_KEY,
        /** Something is wrapped by an older root key that only other nodes have. */
        OLD_ROOT_KEY,
        OPENING,
        /** No majority has told the time yet: what is written would bear a date of 1970. */
        TIME
    }

    /** Sets or, when empty, removes a cause's obstacle; what changes is told in the event log. */
    public void set(Cause cause, Optional<String> reason) {
        boolean was;
        synchronized (present) {
            was = present.containsKey(cause);
            if (reason.isPresent()) {
                present.put(cause, reason.get());
            } else {
                present.remove(cause);
            }
        }
        // Opening has its own events.
        if (was != reason.isPresent() && cause != Cause.OPENING) {
            if (reason.isPresent()) {
                LOG.atWarn()
                        .addKeyValue("cause", cause)
                        .addKeyValue("reason", reason.get())
                        .log("obstacle_met");
            } else {
                LOG.atInfo().addKeyValue("cause", cause).log("obstacle_gone");
            }
        }
    }

    public boolean has(Cause cause) {
        synchronized (present) {
            return present.containsKey(cause);
        }
    }

    /** Why the node is not ready. */
    public Optional<String> any() {
        return first(EnumSet.allOf(Cause.class));
    }

    /** Why the node answers no request but those of its operators. */
    public Optional<String> toRequests() {
        return first(TO_REQUESTS);
    }

    /** Why the node takes no change. */
    public Optional<String> toChanges() {
        return first(TO_CHANGES);
    }

    /** Why another node should lead. */
    public Optional<String> toLeading() {
        return first(TO_LEADING);
    }

    private Optional<String> first(Set<Cause> causes) {
        synchronized (present) {
            return present.entrySet().stream()
                    .filter(one -> causes.contains(one.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }
}
