package io.strongroom.chaos.suite.nemesis.network;

import io.strongroom.chaos.suite.nemesis.Course;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Steady;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.process.Pause;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Nodes do not hear some of the others; their clients reach them all. */
public record LinkPartition(Shape shape, Manner manner) implements Nemesis {
    @Override
    public String kind() {
        return Partition.KIND;
    }

    @Override
    public String label() {
        return "partition between nodes, " + shape.words() + ", packets " + manner.words();
    }

    @Override
    public boolean goesWith(String kind) {
        return kind.equals(Pause.KIND);
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        int leader = ground.leader();
        List<Integer> nodes = ground.others(List.of(ground.stage().host(leader)));
        List<Integer> order = new ArrayList<>(nodes);
        Collections.shuffle(order, Random.from(ground.random()));
        order.addFirst(leader);
        SortedMap<Integer, SortedSet<Integer>> losses = shape.losses(order);
        List<Host> victims =
                losses.keySet().stream().map(node -> ground.stage().host(node)).toList();
        // An on and off that leaves the leader where it is has still lost packets.
        boolean moves = shape.movesLeadership() && manner != Manner.FLAPPING;
        new Course(this, unheard(losses), leader, victims, moves)
                .run(ground, hold, new Deafness(ground, losses, manner));
    }

    private static String unheard(SortedMap<Integer, SortedSet<Integer>> losses) {
        List<String> words = new ArrayList<>();
        losses.forEach((node, from) -> words.add(node + " does not hear " + from));
        return String.join(", ", words);
    }

    private record Deafness(
            Ground ground, SortedMap<Integer, SortedSet<Integer>> losses, Manner manner)
            implements Strike.Harm {
        @Override
        public void inject(Host host) throws StageException, InterruptedException {
            SortedSet<Integer> from = losses.getOrDefault(host.id(), new TreeSet<>());
            List<String> addresses =
                    from.stream().map(node -> ground.stage().host(node).address()).toList();
            var _ = Steady.run(host, manner.commands(addresses));
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            return Partition.lost(host);
        }

        @Override
        public void heal(Host host) throws StageException, InterruptedException {
            var _ = Steady.run(host, Manner.mending());
        }

        /** Two followers may have nothing to say to each other. */
        @Override
        public boolean hitsEach() {
            return false;
        }

        @Override
        public boolean silences() {
            return false;
        }
    }
}
