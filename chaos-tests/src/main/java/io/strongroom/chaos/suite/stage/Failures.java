package io.strongroom.chaos.suite.stage;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong in several parts of one thing, of which one can be thrown: what the nodes did
 * comes before trouble with the stage, whichever was first, because it is what a run is there to
 * find. For one thread.
 */
public final class Failures {
    private @Nullable StageException worst;

    public void add(StageException failure) {
        StageException before = worst;
        if (before == null) {
            worst = failure;
        } else if (failure instanceof NodeFailure && !(before instanceof NodeFailure)) {
            failure.addSuppressed(before);
            worst = failure;
        } else if (before != failure) {
            before.addSuppressed(failure);
        }
    }

    /**
     * Throws the worst, the first among equals, with the others suppressed in it.
     *
     * @throws StageException unless there was none
     */
    public void throwWorst() throws StageException {
        if (worst != null) {
            throw worst;
        }
    }
}
