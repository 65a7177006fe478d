package io.strongroom.chaos.history.record;

import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.RunInfo;
import io.strongroom.chaos.history.Span;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes a history of lines, in the order in which they were written. Not thread-safe. */
final class Assembly {
    private final Map<Long, Line.Begin> open = new LinkedHashMap<>();
    private final Map<Long, Operation> ended = new LinkedHashMap<>();
    private final Map<Long, Line.FaultBegin> openFaults = new LinkedHashMap<>();
    private final List<Line.FaultBegin> faultOrder = new ArrayList<>();
    private final Map<Long, Fault> faults = new LinkedHashMap<>();
    private final List<Long> ready = new ArrayList<>();
    private @Nullable RunInfo run;
    private long lastNanos;

    void add(Line line) {
        switch (line) {
            case Line.Run(RunInfo info) -> run = info;
            case Line.Begin begin -> {
                open.put(begin.id(), begin);
                sawTime(begin.nanos());
            }
            case Line.End end -> {
                Line.Begin begin = open.remove(end.id());
                if (begin == null) {
                    throw new IllegalArgumentException("operation " + end.id() + " never began");
                }
                ended.put(end.id(), operation(begin, end.nanos(), end.outcome()));
                sawTime(end.nanos());
            }
            case Line.FaultBegin begin -> {
                openFaults.put(begin.id(), begin);
                faultOrder.add(begin);
                sawTime(begin.nanos());
            }
            case Line.FaultEnd end -> {
                Line.FaultBegin begin = openFaults.remove(end.id());
                if (begin == null) {
                    throw new IllegalArgumentException("fault " + end.id() + " never began");
                }
                faults.put(end.id(), fault(begin, end));
                sawTime(end.nanos());
            }
            case Line.AllReady(long nanos) -> {
                ready.add(nanos);
                sawTime(nanos);
            }
            case Line.Finish(long nanos) -> sawTime(nanos);
        }
    }

    boolean isUnderWay(String nemesis) {
        return openFaults.values().stream().anyMatch(fault -> fault.nemesis().equals(nemesis));
    }

    /** What began and did not end is unknown, or a fault that nobody healed. */
    History history() {
        if (run == null) {
            throw new IllegalArgumentException("the history has no line that describes the run");
        }
        List<Operation> operations = new ArrayList<>(ended.values());
        for (Line.Begin begin : open.values()) {
            operations.add(operation(begin, Span.OPEN, new Outcome.Unknown("no end")));
        }
        operations.sort((a, b) -> Long.compare(a.id(), b.id()));
        List<Fault> inOrder = new ArrayList<>();
        for (Line.FaultBegin begin : faultOrder) {
            Fault done = faults.get(begin.id());
            inOrder.add(
                    done != null
                            ? done
                            : fault(
                                    begin,
                                    new Line.FaultEnd(
                                            begin.id(), Span.OPEN, false, "never healed", "")));
        }
        return new History(run, operations, inOrder, ready, lastNanos);
    }

    private void sawTime(long nanos) {
        lastNanos = Math.max(lastNanos, nanos);
    }

    private static Operation operation(Line.Begin begin, long endNanos, Outcome outcome) {
        Span span = new Span(begin.nanos(), endNanos, begin.wallMillis());
        return new Operation(begin.id(), begin.source(), begin.request(), span, outcome);
    }

    private static Fault fault(Line.FaultBegin begin, Line.FaultEnd end) {
        Span span = new Span(begin.nanos(), end.nanos(), begin.wallMillis());
        return new Fault(
                begin.nemesis(),
                begin.detail(),
                span,
                end.bit(),
                end.evidence(),
                Objects.requireNonNullElse(end.wrong(), ""));
    }
}
