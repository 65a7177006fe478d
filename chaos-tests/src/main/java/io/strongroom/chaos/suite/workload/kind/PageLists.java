package io.strongroom.chaos.suite.workload.kind;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.suite.workload.crowd.Clients;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;

import java.util.Random;

/**
 * Clients that list some pages of names while others set, delete, recover and purge them, in a
 * vault of their own. A name is one changer's, who gives it up after a change without an answer: it
 * would say nothing any more. For one thread, but for its clients.
 */
public final class PageLists implements Workload {
    public static final String NAME = "paging";

    private static final String PREFIX = "l-";
    private static final int CHANGERS = 3;

    /** All changers' together make several of the vault's pages of 25. */
    private static final int NAMES_OF_ONE = 60;

    private static final int LISTERS_OF_ANY_NODE = 1;

    private final Clients clients;

    /** One changer's names and what it knows of them; for its thread. */
    private static final class Own {
        private final int changer;
        private final Name[] names = new Name[NAMES_OF_ONE];
        private int made;

        private Own(int changer) {
            this.changer = changer;
            for (int i = 0; i < NAMES_OF_ONE; i++) {
                names[i] = fresh();
            }
        }

        private Name fresh() {
            return new Name("%s%d-%04d".formatted(PREFIX, changer, made++), State.ABSENT);
        }

        private void change(Clients.Asking asking, Random random) {
            int place = random.nextInt(NAMES_OF_ONE);
            Name name = names[place];
            Action action =
                    switch (name.state()) {
                        case ABSENT -> new Action.Set(name.text() + "-" + random.nextInt());
                        case LIVE -> new Action.Delete();
                        case DELETED ->
                                random.nextBoolean() ? new Action.Recover() : new Action.Purge();
                    };
            Outcome outcome = asking.ask(new Request(name.text(), action));
            names[place] =
                    switch (outcome) {
                        case Outcome.Ok(Seen seen) when !(seen instanceof Seen.Refused) ->
                                name.after(action);
                        case Outcome.Failed _ -> name;
                        // Refusals do not come: nobody else touches the name.
                        case Outcome.Ok _, Outcome.Unknown _ -> fresh();
                    };
        }
    }

    private enum State {
        ABSENT,
        LIVE,
        DELETED
    }

    private record Name(String text, State state) {
        private Name after(Action action) {
            State next =
                    switch (action) {
                        case Action.Delete _ -> State.DELETED;
                        case Action.Purge _ -> State.ABSENT;
                        default -> State.LIVE;
                    };
            return new Name(text, next);
        }
    }

    /**
     * Makes its clients.
     *
     * @param vault that nobody else uses
     */
    public PageLists(String name, String vault, Site site) {
        clients = new Clients(name);
        for (int i = 0; i < CHANGERS; i++) {
            Own own = new Own(i);
            clients.add(i % 2 == 0 ? site.leader(vault) : site.anyNode(vault), own::change);
        }
        for (int i = 0; i < LISTERS_OF_ANY_NODE; i++) {
            clients.add(site.anyNode(vault), PageLists::list);
        }
        for (int node = 1; node <= site.ways().nodes(); node++) {
            clients.add(site.only(node, vault), PageLists::list);
        }
    }

    private static void list(Clients.Asking asking, Random random) {
        var _ = asking.ask(new Request(PREFIX, new Action.ListNames()));
    }

    @Override
    public Clients clients() {
        return clients;
    }
}
