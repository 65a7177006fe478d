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

    private final Clients clients;
    private final List<Writer> writers = new ArrayList<>();

    /** One writer's pair; its turns are taken by one thread, and readers ask for its name. */
    private static final class Writer {
        private final String prefix;
        private int pairs;
        private int steps;

        private Writer(String prefix) {
            this.prefix = prefix;
        }

        private synchronized String pair() {
            return "%s-%04d".formatted(prefix, pairs);
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

    /**
     * Makes its clients.
     *
     * @param prefix of its names, unlike every other workload's
     */
    public Pairs(String name, String prefix, Site site) {
        clients = new Clients(name);
        for (int i = 0; i < WRITERS; i++) {
            Writer writer = new Writer(prefix + i);
            writers.add(writer);
            clients.add(
                    i % 2 == 0 ? site.leader(VAULT) : site.anyNode(VAULT),
                    (asking, _) -> writer.ended(asking.ask(writer.next())));
        }
        for (int i = 0; i < READERS_OF_ANY_NODE; i++) {
            clients.add(site.anyNode(VAULT), this::read);
        }
        for (int node = 1; node <= site.ways().nodes(); node++) {
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
