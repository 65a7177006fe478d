package io.strongroom.chaos.check;

import io.strongroom.chaos.history.Operation;

import java.util.List;

/**
 * What a check found.
 *
 * @param check its name
 * @param reason in a sentence, for a person
 * @param evidence on failure the shortest history that still fails, in order of begin; else empty
 * @param culprits ids of those among the evidence that cannot be explained
 */
public record Verdict(
        String check, Ruling ruling, String reason, List<Operation> evidence, List<Long> culprits) {
    public Verdict {
        evidence = List.copyOf(evidence);
        culprits = List.copyOf(culprits);
    }

    /** From best to worst; only the first is a pass. */
    public enum Ruling {
        PASS,
        /** The run did not do what it was meant to do. */
        VOID,
        /**
         * Too little was seen, or the search was too long, to tell. It fails the run, also one that
         * is void besides: a run that comes again would not tell either.
         */
        UNDECIDED,
        FAIL
    }

    public static Verdict pass(String check, String reason) {
        return new Verdict(check, Ruling.PASS, reason, List.of(), List.of());
    }

    public static Verdict undecided(String check, String reason) {
        return new Verdict(check, Ruling.UNDECIDED, reason, List.of(), List.of());
    }

    public static Verdict voided(String check, String reason) {
        return new Verdict(check, Ruling.VOID, reason, List.of(), List.of());
    }

    /** The last operation of the evidence is the one that cannot be explained. */
    public static Verdict fail(String check, String reason, List<Operation> evidence) {
        return new Verdict(
                check,
                Ruling.FAIL,
                reason,
                evidence,
                evidence.isEmpty() ? List.of() : List.of(evidence.getLast().id()));
    }
}
