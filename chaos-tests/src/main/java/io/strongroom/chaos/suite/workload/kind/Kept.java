package io.strongroom.chaos.suite.workload.kind;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.crowd.Clients;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Clients that delete each of their names once and then only look at it, in a vault with the
 * shortest retention that there is. For one thread, but for its clients.
 */
public final class Kept implements Workload {
    public static final String NAME = "retention";

    /** Its vault, which keeps for so long. */
    public static final String VAULT = "kept";

    /** The shortest that a vault can have. */
    public static final Duration RETENTION = Duration.ofDays(7);

    private static final int CLIENTS = 2;
    private static final int DELETES_ONE_IN = 4;

    private final String prefix;
    private final Clients clients;
    private final Caller atLast;
    private final Recorder recorder;
    private final List<String> deleted = new ArrayList<>();
    private int made;

    /**
     * Makes its clients.
     *
     * @param prefix of its names, unlike every other workload's
     */
    public Kept(String name, String prefix, Site site) {
        this.prefix = prefix;
        clients = new Clients(name);
        atLast = site.anyNode(VAULT);
        recorder = site.recorder();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(site.leader(VAULT), this::deleteOrLook);
        }
        for (int node = 1; node <= site.ways().nodes(); node++) {
            clients.add(site.only(node, VAULT), this::look);
        }
    }

    private void deleteOrLook(Clients.Asking asking, Random random) {
        if (!deletes(random, recorder.isUnderWay(Fault.CLOCK))) {
            look(asking, random);
            return;
        }
        String name = fresh();
        Outcome set = asking.ask(new Request(name, new Action.Set(name)));
        if (set instanceof Outcome.Ok(Seen.Version _)) {
            Outcome delete = asking.ask(new Request(name, new Action.Delete()));
            if (delete instanceof Outcome.Ok(Seen.Deletion _)) {
                noteDeleted(name);
            }
        }
    }

    /** Beside a wrong clock always: that lasts seconds, and is what a retention may go wrong by. */
    static boolean deletes(Random random, boolean isAClockWrong) {
        return random.nextInt(DELETES_ONE_IN) == 0 || isAClockWrong;
    }

    private void look(Clients.Asking asking, Random random) {
        anyDeleted(random)
                .ifPresent(name -> {
                    var _ = asking.ask(new Request(name, new Action.GetDeleted()));
                });
    }

    private synchronized String fresh() {
        return "%s%05d".formatted(prefix, made++);
    }

    private synchronized void noteDeleted(String name) {
        deleted.add(name);
    }

    private synchronized Optional<String> anyDeleted(Random random) {
        return deleted.isEmpty()
                ? Optional.empty()
                : Optional.of(deleted.get(random.nextInt(deleted.size())));
    }

    private synchronized List<String> allDeleted() {
        return List.copyOf(deleted);
    }

    /** At the end it looks at each once more. */
    @Override
    public void finish() throws InterruptedException {
        clients.stop();
        for (String name : allDeleted()) {
            var _ = clients.askAtLast(atLast, new Request(name, new Action.GetDeleted()));
        }
    }

    @Override
    public Clients clients() {
        return clients;
    }
}
