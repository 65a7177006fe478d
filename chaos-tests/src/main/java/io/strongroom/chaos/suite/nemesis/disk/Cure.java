package io.strongroom.chaos.suite.nemesis.disk;

import io.strongroom.chaos.cluster.Program;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What the operator's handbook has for a node that does not start, in the order of its trial. */
enum Cure {
    STATE_ASIDE("aside"),
    REPAIR_LOG("repair-log"),
    REPLACEMENT("replace");

    /** It refuses to start, or to repair, and stays so. */
    private static final int REFUSED = 3;

    /** It halts on a fault and may do better at the next start. */
    static final int HALTED = 70;

    /** How a node ends that is damaged; with any other a supervisor does what is wrong. */
    private static final Set<Integer> OF_DAMAGE = Set.of(REFUSED, HALTED);

    private final String word;

    Cure(String word) {
        this.word = word;
    }

    /**
     * What a node that ended so has its operator do; empty when it names nothing, or its exit code
     * is not one of a damaged node.
     */
    static Optional<Cure> named(long exitCode, String said) {
        return Arrays.stream(values())
                .filter(_ -> OF_DAMAGE.contains((int) exitCode))
                .filter(one -> said.contains(one.word))
                .findFirst();
    }

    /** Whether {@code repair-log} refused as it may: by its own exit code, and with what to do. */
    static boolean refusedAsItMay(Program.Ended repair) {
        return repair.exitCode() == REFUSED && repair.errors().contains(REPLACEMENT.word);
    }
}
