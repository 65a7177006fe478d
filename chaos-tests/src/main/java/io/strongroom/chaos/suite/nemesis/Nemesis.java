package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;

/** One way to do harm. Immutable. */
public interface Nemesis {
    /** What it is asked for by, and counted as; several ways can be of one kind. */
    String kind();

    /** What it does, in a few words. */
    String label();

    /**
     * How long it lasts.
     *
     * @param drawn what a fault of no special length would
     */
    default Duration lasts(Duration drawn) {
        return drawn;
    }

    /** Whether one of that kind can strike, at any hosts, while this one is active. */
    default boolean goesWith(String kind) {
        return false;
    }

    /** Whether the nodes need a library preloaded for it. */
    default boolean needsPreload() {
        return false;
    }

    /**
     * Injects the fault, waits, heals it, and records all that with what it saw of the effect. When
     * it returns, by whatever way, nothing of the fault is left but what the nodes make of it.
     *
     * @param hold how long the fault lasts
     * @throws StageException when it could not be injected or healed
     */
    void strike(Ground ground, Duration hold) throws StageException, InterruptedException;
}
