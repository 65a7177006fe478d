package io.strongroom.chaos.suite.workload.kind;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.crowd.Clients;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Clients that only ever set, on names that nobody deletes: at the end there are as many versions
 * as sets. For one thread, but for its clients.
 */
public final class Counter implements Workload {
    public static final String NAME = "counter";
    private static final String VAULT = "default";
    private static final int CLIENTS = 6;
    private static final int READERS = 8;
    private static final int NAMES_AT_A_TIME = 5;

    /** Then another name comes in its place: so that lists stay short. */
    private static final int SETS_OF_A_NAME = 60;

    private final String prefix;
    private final Clients clients;
    private final List<Caller> atLast;
    private int sets;
    private int values;

    /**
     * Makes its clients.
     *
     * @param prefix of its names, unlike every other workload's
     */
    public Counter(String name, String prefix, Site site) {
        this.prefix = prefix;
        this.clients = new Clients(name);
        this.atLast = site.each(VAULT);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(i % 2 == 0 ? site.leader(VAULT) : site.anyNode(VAULT), this::take);
        }
    }

    private void take(Clients.Asking asking, Random random) {
        var _ = asking.ask(next(random));
    }

    private synchronized Request next(Random random) {
        int oldest = sets++ / SETS_OF_A_NAME;
        return new Request(
                name(oldest + random.nextInt(NAMES_AT_A_TIME)), new Action.Set("n" + values++));
    }

    private String name(int number) {
        return "%s%05d".formatted(prefix, number);
    }

    private synchronized List<String> used() {
        List<String> used = new ArrayList<>();
        for (int number = 0; number < sets / SETS_OF_A_NAME + NAMES_AT_A_TIME; number++) {
            used.add(name(number));
        }
        return used;
    }

    /**
     * At the end it lists the versions of every name, and reads each version, all nodes in turn.
     */
    @Override
    public void finish() throws InterruptedException {
        clients.stop();
        List<Queue<Request>> reads = new ArrayList<>();
        atLast.forEach(_ -> reads.add(new ConcurrentLinkedQueue<>()));
        int asked = 0;
        for (String name : used()) {
            int turn = asked++ % atLast.size();
            Request versions = new Request(name, new Action.ListVersions());
            Outcome listed = clients.askAtLast(atLast.get(turn), versions);
            if (listed instanceof Outcome.Ok(Seen.Listing(List<String> ids))) {
                Queue<Request> elsewhere = reads.get((turn + 1) % reads.size());
                ids.forEach(id -> elsewhere.add(new Request(name, new Action.GetVersion(id))));
            }
        }
        for (int i = 0; i < atLast.size(); i++) {
            clients.askAllAtLast(atLast.get(i), reads.get(i), READERS);
        }
    }

    @Override
    public Clients clients() {
        return clients;
    }
}
