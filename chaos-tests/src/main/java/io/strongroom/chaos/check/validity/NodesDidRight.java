package io.strongroom.chaos.check.validity;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;

import java.util.List;

/**
 * No node did what it must not when something was done to it: ended without a remedy, led with a
 * wrong clock, stayed a member. A fault that was injected and met such a node has found something,
 * unlike one that could not be injected.
 */
public record NodesDidRight() implements Check {
    @Override
    public String name() {
        return "nodes did right";
    }

    @Override
    public Verdict of(History history) {
        if (history.faults().isEmpty()) {
            return Verdict.undecided(name(), "nothing was done to any node");
        }
        List<Fault> wrong =
                history.faults().stream().filter(fault -> !fault.wrong().isEmpty()).toList();
        if (wrong.isEmpty()) {
            return Verdict.pass(
                    name(),
                    "as they must, whatever was done to them (faults: %,d)"
                            .formatted(history.faults().size()));
        }
        Fault first = wrong.getFirst();
        return Verdict.fail(
                name(),
                "%s at %.1f s: %s%s"
                        .formatted(
                                first.detail(),
                                first.span().beginNanos() / 1e9,
                                first.wrong(),
                                wrong.size() == 1
                                        ? ""
                                        : "; and %d more".formatted(wrong.size() - 1)),
                List.of());
    }
}
