package io.strongroom.chaos.suite.workload.kind;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.crowd.Clients;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that set each name once, and some that now and then list them all, in a vault of their
 * own. For one thread, but for its clients.
 */
public final class GrowingSet implements Workload {
    public static final String NAME = "set";

    private static final String PREFIX = "s-";
    private static final int WRITERS = 3;

    /** In its turns of a lister, one of so many lists: each listing is many requests. */
    private static final int LISTS_ONE_IN = 40;

    private final Clients clients;
    private final AtomicInteger made = new AtomicInteger();
    private final Caller atLast;

    /**
     * Makes its clients.
     *
     * @param vault that nobody else uses
     */
    public GrowingSet(String name, String vault, Site site) {
        clients = new Clients(name);
        atLast = site.anyNode(vault);
        for (int i = 0; i < WRITERS; i++) {
            clients.add(i == 0 ? site.leader(vault) : site.anyNode(vault), this::set);
        }
        clients.add(site.anyNode(vault), this::listOrSet);
        for (int node = 1; node <= site.ways().nodes(); node++) {
            clients.add(site.only(node, vault), this::listOrSet);
        }
    }

    private void set(Clients.Asking asking, Random random) {
        int number = made.getAndIncrement();
        var _ =
                asking.ask(
                        new Request(
                                "%s%06d".formatted(PREFIX, number), new Action.Set("" + number)));
    }

    private void listOrSet(Clients.Asking asking, Random random) {
        if (random.nextInt(LISTS_ONE_IN) == 0) {
            var _ = asking.ask(new Request(PREFIX, new Action.ListNames()));
        } else {
            set(asking, random);
        }
    }

    /** At the end it lists them once more. */
    @Override
    public void finish() throws InterruptedException {
        clients.stop();
        var _ = clients.askAtLast(atLast, new Request(PREFIX, new Action.ListNames()));
    }

    @Override
    public Clients clients() {
        return clients;
    }
}
