package io.strongroom.chaos.check.validity;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Every fault had an effect, and every kind came often enough.
 *
 * @param nemeses the kinds that were asked for
 * @param times each of them at least
 */
public record FaultsBit(List<String> nemeses, int times) implements Check {
    public FaultsBit {
        nemeses = List.copyOf(nemeses);
    }

    @Override
    public String name() {
        return "faults bit";
    }

    @Override
    public Verdict of(History history) {
        for (Fault fault : history.faults()) {
            if (!fault.bit()) {
                return Verdict.voided(
                        name(),
                        "%s (%s) at %.1f s had no effect: %s"
                                .formatted(
                                        fault.nemesis(),
                                        fault.detail(),
                                        fault.span().beginNanos() / 1e9,
                                        fault.evidence()));
            }
        }
        for (String nemesis : nemeses) {
            long count = count(history, nemesis);
            if (count < times) {
                return Verdict.voided(
                        name(),
                        "%s came %d times, the minimum is %d".formatted(nemesis, count, times));
            }
        }
        long ways = history.faults().stream().map(FaultsBit::way).distinct().count();
        String each =
                nemeses.stream()
                        .map(nemesis -> "%s %d".formatted(nemesis, count(history, nemesis)))
                        .collect(Collectors.joining(", "));
        return Verdict.pass(
                name(),
                "%,d faults in %,d different ways: %s"
                        .formatted(history.faults().size(), ways, each));
    }

    private static long count(History history, String nemesis) {
        return history.faults().stream().filter(one -> one.nemesis().equals(nemesis)).count();
    }

    /** What was done, without to whom. */
    private static String way(Fault fault) {
        return fault.detail().replaceFirst(" \\(.*", "");
    }
}
