package io.strongroom.raft.ratis.membership;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whose certificates this node lets in, as the membership changes. Thread-safe.
 *
 * <p>The hosts of the configuration file count only while this node's own view may be out of date:
 * before it is a member, and while it hears no leader. A host that has left is let in for a while
 * longer, so that its node can learn that it was removed.
 */
public final class MemberHosts implements Supplier<Set<String>> {
    static final Duration GRACE = Duration.ofMinutes(10);

    private final Set<String> configured;
    private final LongSupplier nanoClock;
    private final Map<String, Long> lastSeen = new ConcurrentHashMap<>();
    private volatile Set<String> members = Set.of();
    private volatile boolean current;

    /**
     * @param configured of the peers in the configuration file
     * @param nanoClock as {@link System#nanoTime}
     */
    public MemberHosts(Collection<String> configured, LongSupplier nanoClock) {
        this.configured = Set.copyOf(configured);
        this.nanoClock = nanoClock;
    }

    /**
     * Tells what this node knows now; called all the time while it runs.
     *
     * @param hosts of the members
     * @param upToDate whether this node is a member and hears a leader
     */
    public void update(Collection<String> hosts, boolean upToDate) {
        members = Set.copyOf(hosts);
        current = upToDate;
        hosts.forEach(this::admit);
    }

    /** Lets a host in that is about to become a member's. */
    public void admit(String host) {
        lastSeen.put(host, nanoClock.getAsLong());
    }

    @Override
    public Set<String> get() {
        long now = nanoClock.getAsLong();
        Set<String> hosts = new HashSet<>(members);
        lastSeen.forEach((host, seen) -> {
            if (now - seen < GRACE.toNanos()) {
                hosts.add(host);
            }
        });
        if (!current || hosts.isEmpty()) {
            hosts.addAll(configured);
        }
        return hosts;
    }
}
