package io.strongroom.chaos.suite.workload.kind;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.crowd.Clients;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Clients that do with a few shared names all that can be done with one. Some go to the leader,
 * some to any node. Some go to each node alone that can be asked alone, whatever happens to it: one
 * changes, so that there is something new as soon as another node leads, while clients that go to
 * the leader still wait for the deposed one; the others read, and would see the deposed leader's
 * old state. For one thread, but for its clients.
 */
public final class Register implements Workload {
    public static final String NAME = "register";
    private static final String VAULT = "default";
    private static final int TO_THE_LEADER = 5;
    private static final int TO_ANY_NODE = 4;

    /**
     * So many, and each so seldom, that some have yet to ask when a node stands still and another
     * begins to lead. Only a read that is sent after the new leader's first change, and waits in
     * the node's sockets until it goes on, can be known to be stale.
     */
    private static final int READING_EACH_NODE = 12;

    private static final double READERS_SHARE = 0.2;
    private static final int READERS_AT_LAST = 4;

    private final Names names;
    private final Clients clients;
    private final Caller anyNode;
    private final List<Caller> atLast;
    private int made;

    /**
     * Makes its clients.
     *
     * @param prefix of its names, unlike every other workload's
     */
    public Register(String name, String prefix, Site site) {
        this.names = new Names(prefix);
        this.clients = new Clients(name);
        this.anyNode = site.anyNode(VAULT);
        this.atLast = site.each(VAULT);
        for (int i = 0; i < TO_THE_LEADER; i++) {
            add(site.leader(VAULT));
        }
        for (int i = 0; i < TO_ANY_NODE; i++) {
            add(site.anyNode(VAULT));
        }
        for (int node = 1; node <= site.ways().nodes(); node++) {
            add(site.only(node, VAULT));
            for (int i = 0; i < READING_EACH_NODE; i++) {
                addReader(site.apart(node, VAULT));
            }
        }
    }

    private void add(Caller caller) {
        RegisterChoice choice = new RegisterChoice(names, false, "c" + made++ + "-");
        clients.add(caller, (asking, random) -> take(choice, asking, random));
    }

    private void addReader(Caller caller) {
        RegisterChoice choice = new RegisterChoice(names, true, "c" + made++ + "-");
        clients.add(caller, (asking, random) -> take(choice, asking, random), READERS_SHARE);
    }

    private void take(RegisterChoice choice, Clients.Asking asking, Random random) {
        Request request = choice.next(random);
        Outcome outcome = asking.ask(request);
        if (outcome instanceof Outcome.Ok(Seen.Version(String version, String _))) {
            names.noteVersion(request.name(), version);
        }
        if (outcome instanceof Outcome.Unknown && request.action().changes()) {
            names.noteUnknown(request.name());
        }
    }

    /**
     * At the end it reads every name that was ever used, through each node. Those that are deleted
     * are recovered before: else nobody would ever open their values.
     */
    @Override
    public void finish() throws InterruptedException {
        clients.stop();
        clients.askAllAtLast(anyNode, ofAll(new Action.Recover()), READERS_AT_LAST);
        for (Caller one : atLast) {
            clients.askAllAtLast(one, ofAll(new Action.Get()), READERS_AT_LAST);
        }
    }

    private Queue<Request> ofAll(Action action) {
        return new ConcurrentLinkedQueue<>(
                names.used().stream().map(name -> new Request(name, action)).toList());
    }

    @Override
    public Clients clients() {
        return clients;
    }
}
