package io.strongroom.chaos.suite;

import java.util.Random;

/** What follows from a run's seed: which nodes the faults meet, which faults, what clients do. */
record Seeds(long ground, long plan, long clients) {
    static Seeds of(long seed) {
        Random random = new Random(seed);
        return new Seeds(random.nextLong(), random.nextLong(), random.nextLong());
    }
}
