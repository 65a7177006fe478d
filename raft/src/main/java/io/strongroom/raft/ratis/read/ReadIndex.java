package io.strongroom.raft.ratis.read;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Finds the index that a linearizable read must wait for, without an entry in the log: asks just as
 * many voters where they stand as the proof of {@link ReadRound} needs. On one of three nodes that
 * is one question. Thread-safe.
 *
 * <p>It waits for nothing but these answers. During elections, changes of the membership and other
 * trouble it fails, soon; then an entry through the log does the same.
 */
public final class ReadIndex {
    /** Far above an answer's usual time: whoever has not answered by then is passed over. */
    static final Duration SLOW = Duration.ofMillis(20);

    /** An entry through the log, which waits and asks again as needed, is tried then. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    /** How long a voter that was slow or away is asked only when the others do not suffice. */
    private static final Duration AVOIDED = Duration.ofSeconds(1);

    /**
     * The cluster as a node sees it at one moment.
     *
     * @param own where the node stands itself
     * @param voters of the membership that {@code own} works by
     * @param leader whom the node takes for the leader
     */
    public record View(int self, Standing own, Set<Integer> voters, OptionalInt leader) {}

    /** How others are asked. */
    @FunctionalInterface
    public interface Asking {
        /** Fails when the node does not answer; does not block. */
        CompletableFuture<Standing> ask(int node);
    }

    private final Supplier<View> view;
    private final Asking asking;
    private final ScheduledExecutorService timer;
    private final Map<Integer, Long> avoidedSince = new ConcurrentHashMap<>();

    public ReadIndex(Supplier<View> view, Asking asking, ScheduledExecutorService timer) {
        this.view = view;
        this.asking = asking;
        this.timer = timer;
    }

    /**
     * Completes with an index at or above that of every entry that was acknowledged before this
     * call; fails within {@link #PATIENCE} when it is not proven by then.
     */
    public CompletableFuture<Long> confirm() {
        View now = view.get();
        if (now.own().configIndex() < 0
                || now.leader().isEmpty()
                || !now.voters().contains(now.leader().getAsInt())) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("no leader of a settled membership is known"));
        }
        return new Attempt(now, now.leader().getAsInt()).start();
    }

    private final class Attempt {
        private final View view;
        private final int leader;
        private final ReadRound round;
        private final List<Integer> others;

        /**
         * How many of the others must answer at least: with this node, if it votes, a majority; and
         * the leader in any case.
         */
        private final int enough;

        private final AtomicBoolean widened = new AtomicBoolean();
        private final CompletableFuture<Long> index = new CompletableFuture<>();

        Attempt(View view, int leader) {
            this.view = view;
            this.leader = leader;
            this.round = new ReadRound(view.voters(), view.own().configIndex());
            this.others = inOrder();
            int known = view.voters().contains(view.self()) ? 1 : 0;
            int majority = view.voters().size() / 2 + 1;
            int least = leader == view.self() ? 0 : 1;
            this.enough = Math.max(least, majority - known);
        }

        CompletableFuture<Long> start() {
            take(view.own());
            others.subList(0, enough).forEach(this::ask);
            after(SLOW, this::widen);
            return index;
        }

        /** The leader first: without its answer nothing is proven. */
        private List<Integer> inOrder() {
            long now = System.nanoTime();
            return view.voters().stream()
                    .filter(node -> node != view.self())
                    .sorted(
                            Comparator.<Integer, Boolean>comparing(node -> node != leader)
                                    .thenComparing(node -> isAvoided(node, now))
                                    .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }

        private void ask(int node) {
            var _ =
                    asking.ask(node)
                            .whenComplete((standing, trouble) -> {
                                if (trouble == null && standing.node() == node) {
                                    avoidedSince.remove(node);
                                    take(standing);
                                } else {
                                    missed(node);
                                }
                            });
        }

        private void take(Standing standing) {
            OptionalLong proven = round.add(standing);
            if (proven.isPresent()) {
                index.complete(proven.getAsLong());
            } else if (standing.node() == leader && !standing.provesBy(view.own().configIndex())) {
                fail("node " + leader + " does not lead");
            }
        }

        private void missed(int node) {
            avoidedSince.put(node, System.nanoTime());
            if (node == leader) {
                fail("node " + leader + " does not answer");
            } else {
                widen();
            }
        }

        /** Asks all: one of the few does not answer, or not soon. */
        private void widen() {
            if (index.isDone() || !widened.compareAndSet(false, true)) {
                return;
            }
            others.subList(0, enough).stream()
                    .filter(node -> !round.hasHeard(node))
                    .forEach(node -> avoidedSince.put(node, System.nanoTime()));
            others.subList(enough, others.size()).forEach(this::ask);
            after(PATIENCE.minus(SLOW), () -> fail("no majority answered"));
        }

        private void after(Duration time, Runnable step) {
            if (!index.isDone()) {
                Future<?> timed = timer.schedule(step, time.toMillis(), TimeUnit.MILLISECONDS);
                var _ = index.whenComplete((_, _) -> timed.cancel(false));
            }
        }

        private void fail(String why) {
            index.completeExceptionally(new IllegalStateException(why));
        }
    }

    private boolean isAvoided(int node, long now) {
        Long since = avoidedSince.get(node);
        return since != null && now - since < AVOIDED.toNanos();
    }
}
