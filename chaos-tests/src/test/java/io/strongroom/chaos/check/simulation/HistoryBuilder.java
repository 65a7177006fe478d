package io.strongroom.chaos.check.simulation;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.RunInfo;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.Source;
import io.strongroom.chaos.history.Span;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** A history by hand, in milliseconds since the run's start, of one workload "w". */
public final class HistoryBuilder {
    /** What the wall clock shows at the start. */
    public static final long WALL_START = 1_800_000_000_000L;

    public static final String WORKLOAD = "w";

    private final List<Operation> operations = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Long> ready = new ArrayList<>();
    private long endMillis;
    private String name = "n";

    /** The name of the operations that follow. */
    public HistoryBuilder on(String next) {
        name = next;
        return this;
    }

    public HistoryBuilder ok(int client, long begin, long end, Action action, Seen seen) {
        return add(client, begin, end, action, new Outcome.Ok(seen));
    }

    public HistoryBuilder unknown(int client, long begin, long end, Action action) {
        return add(client, begin, end, action, new Outcome.Unknown("time-out"));
    }

    public HistoryBuilder failed(int client, long begin, long end, Action action) {
        return add(client, begin, end, action, new Outcome.Failed("Throttled"));
    }

    /** An acknowledged set; the version's id is the value's with a "v" before. */
    public HistoryBuilder set(int client, long begin, long end, String value) {
        return ok(client, begin, end, new Action.Set(value), version(value));
    }

    public HistoryBuilder get(int client, long begin, long end, String value) {
        return ok(client, begin, end, new Action.Get(), version(value));
    }

    public HistoryBuilder done(int client, long begin, long end, Action action) {
        return ok(client, begin, end, action, new Seen.Done());
    }

    public HistoryBuilder refused(
            int client, long begin, long end, Action action, Seen.Refusal refusal) {
        return ok(client, begin, end, action, new Seen.Refused(refusal));
    }

    public HistoryBuilder listing(
            int client, long begin, long end, Action action, String... items) {
        return ok(client, begin, end, action, new Seen.Listing(List.of(items)));
    }

    public HistoryBuilder wrong(String nemesis, long begin, long end, String what) {
        faults.add(new Fault(nemesis, "node 1", span(begin, end), true, "seen", what));
        return this;
    }

    public HistoryBuilder fault(String nemesis, long begin, long end, boolean bit) {
        faults.add(new Fault(nemesis, "node 1", span(begin, end), bit, "seen"));
        return this;
    }

    /** Every node says that it is ready. */
    public HistoryBuilder ready(long at) {
        endMillis = Math.max(endMillis, at);
        ready.add(at * 1_000_000);
        return this;
    }

    public History build() {
        List<Operation> inOrder = new ArrayList<>(operations);
        inOrder.sort(Comparator.comparingLong(Operation::begin));
        RunInfo run = new RunInfo(1, WALL_START, new TreeMap<>());
        return new History(run, inOrder, faults, ready, endMillis * 1_000_000);
    }

    public static Seen.Version version(String value) {
        return new Seen.Version("v" + value, value);
    }

    private HistoryBuilder add(int client, long begin, long end, Action action, Outcome outcome) {
        operations.add(
                new Operation(
                        operations.size(),
                        new Source(WORKLOAD, client),
                        new Request(name, action),
                        span(begin, end),
                        outcome));
        return this;
    }

    private Span span(long begin, long end) {
        endMillis = Math.max(endMillis, end);
        return new Span(begin * 1_000_000, end * 1_000_000, WALL_START + begin);
    }
}
