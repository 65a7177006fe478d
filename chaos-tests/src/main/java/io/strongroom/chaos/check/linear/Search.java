package io.strongroom.chaos.check.linear;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Just-in-time linearization as a search in depth with memoised configurations (Lowe, "Testing for
 * linearizability", 2017, section 6): a call is put in order only when one returns that must have
 * taken effect by then. Three rules keep it small without losing an order:
 *
 * <ul>
 *   <li>a reading call that the state allows is put in order at once;
 *   <li>of open calls that do the same, the one with the least time left goes first;
 *   <li>a call that is not certain is never put in order where it changes nothing.
 * </ul>
 */
final class Search<S, C> {
    /**
     * @param failed the call that no order explains, after all that returned before; null unless
     *     the answer is no
     * @param steps configurations looked at
     */
    record Result<C>(Answer answer, @Nullable Call<C> failed, long steps) {}

    enum Answer {
        YES,
        NO,
        /** The budget was used up, or more calls were open at once than the search can hold. */
        UNDECIDED
    }

    /**
     * @param moment the return that is next
     * @param done of the open calls those that have taken effect
     */
    private record Configuration<S>(int moment, long done, S state) {}

    private final Model<S, C> model;
    private final List<Timeline.Moment<C>> moments;
    private final Set<Configuration<S>> seen = new HashSet<>();
    private final Deque<Configuration<S>> stack = new ArrayDeque<>();
    private int deepest = -1;

    private Search(Model<S, C> model, List<Timeline.Moment<C>> moments) {
        this.model = model;
        this.moments = moments;
    }

    /**
     * @param budget of configurations, each of which takes some hundred bytes
     */
    static <S, C> Result<C> run(Model<S, C> model, List<Call<C>> calls, long budget) {
        Timeline<C> timeline = Timeline.of(calls);
        if (timeline.tooWide()) {
            return new Result<>(Answer.UNDECIDED, null, 0);
        }
        return new Search<>(model, timeline.moments()).run(budget);
    }

    private Result<C> run(long budget) {
        push(new Configuration<>(0, 0, model.initial()));
        while (!stack.isEmpty()) {
            Configuration<S> next = stack.pop();
            if (next.moment() == moments.size()) {
                return new Result<>(Answer.YES, null, seen.size());
            }
            if (seen.size() > budget) {
                return new Result<>(Answer.UNDECIDED, null, seen.size());
            }
            deepest = Math.max(deepest, next.moment());
            expand(next);
        }
        return new Result<>(Answer.NO, moments.get(deepest).call(), seen.size());
    }

    /** Each open call that is no reading one; the last pushed is tried first. */
    private void expand(Configuration<S> from) {
        Timeline.Moment<C> moment = moments.get(from.moment());
        List<Timeline.Open<C>> open = moment.open();
        for (int i = open.size() - 1; i >= 0; i--) {
            Timeline.Open<C> one = open.get(i);
            if ((from.done() & one.bit()) != 0 || hasTwinBefore(open, i, from.done())) {
                continue;
            }
            S after = model.step(from.state(), one.call().command());
            boolean idle = !one.call().certain() && from.state().equals(after);
            if (after != null && !idle && !model.reads(one.call().command())) {
                push(new Configuration<>(from.moment(), from.done() | one.bit(), after));
            }
        }
        if (!moment.call().certain()) {
            // It never took effect.
            push(new Configuration<>(from.moment() + 1, from.done(), from.state()));
        }
    }

    /** One that is not certain does not stand in for a certain one: that would have to come too. */
    private boolean hasTwinBefore(List<Timeline.Open<C>> open, int index, long done) {
        Timeline.Open<C> one = open.get(index);
        for (Timeline.Open<C> other : open.subList(0, index)) {
            boolean same = other.kind() == one.kind() && (done & other.bit()) == 0;
            if (same && (other.call().certain() || !one.call().certain())) {
                return true;
            }
        }
        return false;
    }

    private void push(Configuration<S> raw) {
        Configuration<S> settled = settle(raw);
        if (seen.add(settled)) {
            stack.push(settled);
        }
    }

    /** Takes what needs no decision: reading calls, and returns of those in order. */
    private Configuration<S> settle(Configuration<S> from) {
        int at = from.moment();
        long done = from.done();
        while (at < moments.size()) {
            Timeline.Moment<C> moment = moments.get(at);
            for (Timeline.Open<C> one : moment.open()) {
                if ((done & one.bit()) == 0 && isReadNow(one.call(), from.state())) {
                    done |= one.bit();
                }
            }
            long returning = 1L << moment.slot();
            if ((done & returning) == 0) {
                break;
            }
            done &= ~returning;
            at++;
        }
        return new Configuration<>(at, done, from.state());
    }

    private boolean isReadNow(Call<C> call, S state) {
        return call.certain()
                && model.reads(call.command())
                && model.step(state, call.command()) != null;
    }
}
