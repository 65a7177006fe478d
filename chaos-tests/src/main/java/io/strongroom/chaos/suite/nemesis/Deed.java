package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.StageException;

import java.util.List;

/** The course that what an operator does takes: recorded with what was seen, and put in order. */
public record Deed(Nemesis nemesis, String detail) {
    /** What is done. */
    public interface Steps {
        /**
         * Does it.
         *
         * @param seen takes every effect, as it is seen
         */
        void take(List<Strike.Effect> seen) throws StageException, InterruptedException;

        /** Puts in order what an end before its time has left; nothing after a good end. */
        void heal() throws StageException, InterruptedException;
    }

    /** As one fault of the history. One that was broken off counts as without effect. */
    public void carryOut(Ground ground, Steps steps) throws StageException, InterruptedException {
        new Episode(ground.recorder().beginFault(nemesis.kind(), detail))
                .run(
                        seen -> {
                            steps.take(seen);
                            return Strike.together(seen).bit();
                        },
                        List.of(steps::heal));
    }
}
