package io.strongroom.chaos.check.linear;

import io.strongroom.chaos.history.Span;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The moments at which calls return, in order of time: until then they have taken effect, or never.
 *
 * @param moments the only places at which the search has to decide something
 * @param tooWide whether more calls are open at once than a set of them has bits
 */
record Timeline<C>(List<Moment<C>> moments, boolean tooWide) {
    private static final int SLOTS = Long.SIZE;

    /**
     * @param slot of the call that returns
     * @param call which returns
     * @param open the calls that began before and have not returned, this one among them, those
     *     first that return first
     */
    record Moment<C>(int slot, Call<C> call, List<Open<C>> open) {}

    /**
     * @param slot its own while it is open, from 0
     * @param kind equal for equal commands
     */
    record Open<C>(int slot, int kind, Call<C> call) {
        long bit() {
            return 1L << slot;
        }
    }

    private record Event<C>(long nanos, boolean isReturn, Call<C> call) {}

    static <C> Timeline<C> of(List<Call<C>> calls) {
        List<Moment<C>> moments = new ArrayList<>();
        boolean tooWide = false;
        List<Open<C>> open = new ArrayList<>();
        Map<C, Integer> kinds = new HashMap<>();
        for (Event<C> event : events(calls)) {
            Call<C> call = event.call();
            if (event.isReturn()) {
                int at = indexOf(open, call);
                moments.add(new Moment<>(open.get(at).slot(), call, List.copyOf(open)));
                open.remove(at);
            } else {
                int slot = freeSlot(open);
                tooWide |= slot >= SLOTS;
                int kind = kinds.computeIfAbsent(call.command(), _ -> kinds.size());
                insert(open, new Open<>(slot, kind, call));
            }
        }
        return new Timeline<>(List.copyOf(moments), tooWide);
    }

    private static <C> List<Event<C>> events(List<Call<C>> calls) {
        List<Event<C>> events = new ArrayList<>();
        for (Call<C> call : calls) {
            events.add(new Event<>(call.beginNanos(), false, call));
            if (call.endNanos() != Span.OPEN) {
                events.add(new Event<>(call.endNanos(), true, call));
            }
        }
        // At the same nanosecond begins come first: the calls overlap, which forbids less.
        events.sort(
                Comparator.comparingLong((Event<C> one) -> one.nanos())
                        .thenComparing(one -> one.isReturn()));
        return events;
    }

    private static <C> int indexOf(List<Open<C>> open, Call<C> call) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).call().id() == call.id()) {
                return i;
            }
        }
        throw new IllegalArgumentException("operation " + call.id() + " ends before it begins");
    }

    private static <C> int freeSlot(List<Open<C>> open) {
        int slot = 0;
        while (isTaken(open, slot)) {
            slot++;
        }
        return slot;
    }

    private static <C> boolean isTaken(List<Open<C>> open, int slot) {
        return open.stream().anyMatch(one -> one.slot() == slot);
    }

    private static <C> void insert(List<Open<C>> open, Open<C> made) {
        int at = open.size();
        while (at > 0 && open.get(at - 1).call().endNanos() > made.call().endNanos()) {
            at--;
        }
        open.add(at, made);
    }
}
