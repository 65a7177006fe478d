package io.strongroom.chaos.history;

import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A whole run, or the part of it that was recorded when it was asked for. Immutable.
 *
 * @param operations in order of begin
 * @param faults in order of begin
 * @param readyNanos when, after faults, every node was seen to say that it is ready: in order,
 *     since the run's start
 * @param endNanos when the recording ended, since the run's start
 */
public record History(
        RunInfo run,
        List<Operation> operations,
        List<Fault> faults,
        List<Long> readyNanos,
        long endNanos) {
    public History {
        operations = List.copyOf(operations);
        faults = List.copyOf(faults);
        readyNanos = List.copyOf(readyNanos);
    }

    /** One in which nobody looked whether the nodes are ready. */
    public History(RunInfo run, List<Operation> operations, List<Fault> faults, long endNanos) {
        this(run, operations, faults, List.of(), endNanos);
    }

    /** The operations of one workload, in order of begin. */
    public List<Operation> of(String workload) {
        return operations.stream().filter(one -> one.workload().equals(workload)).toList();
    }

    /** The same per name, names in order. */
    public SequencedMap<String, List<Operation>> byName(String workload) {
        return of(workload).stream()
                .collect(Collectors.groupingBy(Operation::name, TreeMap::new, Collectors.toList()));
    }
}
