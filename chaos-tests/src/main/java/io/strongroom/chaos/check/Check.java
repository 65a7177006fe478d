package io.strongroom.chaos.check;

import io.strongroom.chaos.history.History;

/**
 * One property of a history. Without state, thread-safe. A check that found nothing to look at is
 * undecided, never passed.
 */
public interface Check {
    /** Alike for the same property in every report. */
    String name();

    Verdict of(History history);
}
