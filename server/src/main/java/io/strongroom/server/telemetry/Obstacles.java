package io.strongroom.server.telemetry;

import org.jspecify.annotations.Nullable;
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

    private final Map<Cause, Obstacle> present = new EnumMap<>(Cause.class);

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

    /**
     * What is there.
     *
     * @param kind says what is to be done about it, where a cause has several; else empty
     */
    private record Obstacle(String kind, String reason) {}

    /** Sets or, when empty, removes a cause's obstacle; what changes is told in the event log. */
    public void set(Cause cause, Optional<String> reason) {
        replace(cause, reason.map(why -> new Obstacle("", why)).orElse(null));
    }

    /**
     * Sets a cause's obstacle, and tells it in the event log again when its kind is another than
     * before: what an operator has to do is another then.
     */
    public void meet(Cause cause, Enum<?> kind, String reason) {
        replace(cause, new Obstacle(kind.name(), reason));
    }

    private void replace(Cause cause, @Nullable Obstacle now) {
        Obstacle before;
        synchronized (present) {
            before = now == null ? present.remove(cause) : present.put(cause, now);
        }
        if (cause == Cause.OPENING) {
            return; // It has its own events.
        }
        if (now == null) {
            if (before != null) {
                LOG.atInfo().addKeyValue("cause", cause).log("obstacle_gone");
            }
        } else if (before == null || !before.kind().equals(now.kind())) {
            LOG.atWarn()
                    .addKeyValue("cause", cause)
                    .addKeyValue("reason", now.reason())
                    .log("obstacle_met");
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
                    .map(one -> one.getValue().reason())
                    .findFirst();
        }
    }
}
