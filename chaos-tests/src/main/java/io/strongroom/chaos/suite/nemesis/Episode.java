package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.history.record.OpenFault;
import io.strongroom.chaos.suite.stage.Failures;
import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.StageException;

import java.util.ArrayList;
import java.util.List;

/**
 * One fault of the history, from its first step to the last of its healing, however it goes. What
 * nodes did that they must not is in its record, also when it showed while the fault was healed.
 */
record Episode(OpenFault fault) {
    /** What is done, and waited for. */
    interface Doing {
        /**
         * Does it.
         *
         * @param seen takes every effect, as it is seen
         * @return whether the fault had an effect; one that was broken off had none
         */
        boolean take(List<Strike.Effect> seen) throws StageException, InterruptedException;
    }

    /** A part of putting things in order. */
    interface Healing {
        void heal() throws StageException, InterruptedException;
    }

    /**
     * Each part is healed, whatever happens to the others, and whatever the engine throws.
     *
     * @throws NodeFailure when any part met one, whatever else went wrong
     * @throws StageException else the first
     */
    void run(Doing doing, List<Healing> parts) throws StageException, InterruptedException {
        List<Strike.Effect> seen = new ArrayList<>();
        Failures failures = new Failures();
        boolean bit = false;
        try {
            bit = doing.take(seen);
        } catch (StageException e) {
            note(e, seen, failures);
        } finally {
            try {
                for (Healing part : parts) {
                    heal(part, seen, failures);
                }
            } finally {
                fault.healed(bit, Strike.words(seen), Strike.wrong(seen));
            }
        }
        failures.throwWorst();
    }

    private static void heal(Healing part, List<Strike.Effect> seen, Failures failures)
            throws InterruptedException {
        try {
            part.heal();
        } catch (StageException e) {
            note(e, seen, failures);
        } catch (RuntimeException e) {
            failures.add(new StageException("a fault is not healed: " + e, e));
        }
    }

    private static void note(StageException e, List<Strike.Effect> seen, Failures failures) {
        if (e instanceof NodeFailure) {
            seen.add(Strike.Effect.wrong(String.valueOf(e.getMessage())));
        }
        failures.add(e);
    }
}
