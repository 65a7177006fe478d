package io.strongroom.chaos.suite.nemesis.admin;

import io.strongroom.chaos.suite.admin.Operator;
import io.strongroom.chaos.suite.nemesis.Deed;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** An operator moves leadership, several times in a row. */
public record Transfer() implements Nemesis {
    private static final int TIMES = 3;
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    @Override
    public String kind() {
        return "transfer";
    }

    @Override
    public String label() {
        return "leadership moved " + TIMES + " times";
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        new Deed(this, label()).carryOut(ground, new Moves(ground, hold.dividedBy(TIMES)));
    }

    /**
     * The moves.
     *
     * @param pause after each
     */
    private record Moves(Ground ground, Duration pause) implements Deed.Steps {
        @Override
        public void take(List<Strike.Effect> seen) throws StageException, InterruptedException {
            Operator operator = ground.operator();
            for (int i = 0; i < TIMES; i++) {
                int from = ground.leader();
                List<Host> others =
                        ground.stage().hosts().stream().filter(host -> host.id() != from).toList();
                Host to = others.get(ground.random().nextInt(others.size()));
                long start = System.nanoTime();
                operator.transferLeadership(ground.watch().id(to.id()));
                seen.add(effect(from, to, start));
                Thread.sleep(pause);
            }
        }

        private Strike.Effect effect(int from, Host to, long start) throws InterruptedException {
            OptionalInt leader = ground.watch().leader();
            while (!leader.equals(OptionalInt.of(to.id()))
                    && System.nanoTime() - start < SEEN_WITHIN.toNanos()) {
                Thread.sleep(POLL);
                leader = ground.watch().leader();
            }
            if (leader.equals(OptionalInt.of(from))) {
                return new Strike.Effect(false, "node %d leads on".formatted(from));
            }
            return leader.equals(OptionalInt.of(to.id()))
                    ? new Strike.Effect(
                            true,
                            "node %d led, node %d leads %.1f s later"
                                    .formatted(from, to.id(), (System.nanoTime() - start) / 1e9))
                    // Another one may have been elected meanwhile; that nobody leads must not be.
                    : Strike.Effect.right(
                            leader.isPresent(),
                            "node %d led, node %d was not seen to lead, %s does"
                                    .formatted(
                                            from,
                                            to.id(),
                                            leader.isPresent()
                                                    ? "node " + leader.getAsInt()
                                                    : "nobody"));
        }

        @Override
        public void heal() {
            // Whoever leads, leads.
        }
    }
}
