package io.strongroom.chaos.check;

import io.strongroom.chaos.history.History;

import java.util.ArrayList;
import java.util.List;

/**
 * What all checks found.
 *
 * @param ruling the worst of them
 */
public record RunVerdict(Verdict.Ruling ruling, List<Verdict> verdicts) {
    public RunVerdict {
        verdicts = List.copyOf(verdicts);
    }

    /** Runs every check, whatever the others say. One that breaks is undecided. */
    public static RunVerdict of(History history, List<Check> checks) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Check check : checks) {
            verdicts.add(verdict(history, check));
        }
        return of(verdicts);
    }

    /** From verdicts, among them those of checks that look at more than the history. */
    public static RunVerdict of(List<Verdict> verdicts) {
        Verdict.Ruling worst = verdicts.isEmpty() ? Verdict.Ruling.UNDECIDED : Verdict.Ruling.PASS;
        for (Verdict one : verdicts) {
            worst = one.ruling().compareTo(worst) > 0 ? one.ruling() : worst;
        }
        return new RunVerdict(worst, verdicts);
    }

    private static Verdict verdict(History history, Check check) {
        try {
            return check.of(history);
        } catch (RuntimeException e) {
            return Verdict.undecided(check.name(), "the check itself broke: " + e);
        }
    }
}
