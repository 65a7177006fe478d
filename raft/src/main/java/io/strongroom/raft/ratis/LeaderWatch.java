package io.strongroom.raft.ratis;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The leader as this node last knew it. Reads are lock-free; {@link #update} is called by one
 * thread, which also calls the listeners, in the order of the changes.
 */
final class LeaderWatch {
    private final List<Consumer<Optional<Integer>>> listeners = new CopyOnWriteArrayList<>();
    private volatile Optional<Integer> leader = Optional.empty();

    Optional<Integer> current() {
        return leader;
    }

    void listen(Consumer<Optional<Integer>> listener) {
        listeners.add(listener);
    }

    void forget(Consumer<Optional<Integer>> listener) {
        listeners.remove(listener);
    }

    void update(Optional<Integer> newLeader) {
        if (!leader.equals(newLeader)) {
            leader = newLeader;
            listeners.forEach(listener -> listener.accept(newLeader));
        }
    }
}
