package io.strongroom.chaos.suite.workload.kind;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.suite.workload.crowd.Clients;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writers with a pair of names each, which they count up one after the other, and readers of any
 * pair. For one thread, but for its clients.
 */
public final class Pairs implements Workload {
    public static final String NAME = "pairs";
    private static final String VAULT = "default";
    private static final int WRITERS = 3;
    private static final int READERS_OF_ANY_NODE = 2;

    /** Then its writer takes another pair. */
    private static final int STEPS = 200;

    private final Clients clients = new Clients(NAME);
    private final List<Writer> writers = new ArrayList<>();

    /** One writer's pair; its turns are taken by one thread, and readers ask for its name. */
    private static final class Writer {
        private final int number;
        private int pairs;
        private int steps;

        private Writer(int number) {
            this.number = number;
        }

        private synchronized String pair() {
            return "p%d-%04d".formatted(number, pairs);
        }

        private synchronized Request next() {
            int count = steps / 2 + 1;
            String half = steps % 2 == 0 ? "-first" : "-second";
            return new Request(pair() + half, new Action.Set(Integer.toString(count)));
        }

        private synchronized void ended(Outcome outcome) {
            boolean acknowledged = outcome instanceof Outcome.Ok(Seen.Version _);
            steps++;
            if (!acknowledged || steps >= STEPS) {
                pairs++;
                steps = 0;
            }
        }
    }

    public Pairs(Site site) {
        for (int i = 0; i < WRITERS; i++) {
            Writer writer = new Writer(i);
            writers.add(writer);
            clients.add(
                    i % 2 == 0 ? site.leader(VAULT) : site.anyNode(VAULT),
                    (asking, _) -> writer.ended(asking.ask(writer.next())));
        }
        for (int i = 0; i < READERS_OF_ANY_NODE; i++) {
            clients.add(site.anyNode(VAULT), this::read);
        }
        for (int node = 1; node <= site.connections().nodes(); node++) {
            clients.add(site.only(node, VAULT), this::read);
        }
    }

    /** Both of one pair, in any order. */
    private void read(Clients.Asking asking, Random random) {
        String pair = writers.get(random.nextInt(writers.size())).pair();
        boolean firstFirst = random.nextBoolean();
        var _ =
                asking.ask(
                        new Request(pair + (firstFirst ? "-first" : "-second"), new Action.Get()));
        var _ =
                asking.ask(
                        new Request(pair + (firstFirst ? "-second" : "-first"), new Action.Get()));
    }

    @Override
    public Clients clients() {
        return clients;
    }
}
