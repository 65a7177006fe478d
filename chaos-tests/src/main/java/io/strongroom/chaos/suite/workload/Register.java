package io.strongroom.chaos.suite.workload;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.Source;
import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.TokenProvider;
import io.strongroom.client.transport.Cluster;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clients that do with a few shared names all that can be done with one. Some go to the leader,
 * some to any node; some read from one node only, whatever happens to it: those would see a deposed
 * leader's old state. For one thread, but for its clients.
 */
final class Register implements Workload {
    static final String NAME = "register";
    private static final int TO_THE_LEADER = 5;
    private static final int TO_ANY_NODE = 4;
    private static final Duration PINNED_TOTAL = Duration.ofSeconds(5);
    private static final Duration LAST_CALL_WITHIN = Duration.ofMinutes(1);

    private final Recorder recorder;
    private final Tally tally;
    private final Names names = new Names();
    private final List<Transport> transports = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Makes the clients; they do nothing yet. */
    Register(Access access, Recorder recorder, Tally tally) throws IOException {
        this.recorder = recorder;
        this.tally = tally;
        Tuning leader = Tuning.defaults();
        Tuning any = leader.withReads(Tuning.Reads.ANY_NODE);
        Transport first = keep(access.transport(leader));
        // One token for all: who has it needs no node to give another.
        TokenProvider tokens = access.tokens(first);
        for (int i = 0; i < TO_THE_LEADER; i++) {
            callers.add(caller(first, tokens));
        }
        Transport second = keep(access.transport(any));
        for (int i = 0; i < TO_ANY_NODE; i++) {
            callers.add(caller(second, tokens));
        }
        for (URI node : access.nodes()) {
            Cluster alone = first.cluster().only(node);
            callers.add(caller(keep(new Transport(alone, any.withTotal(PINNED_TOTAL))), tokens));
        }
    }

    private Transport keep(Transport made) {
        transports.add(made);
        return made;
    }

    private Caller caller(Transport transport, TokenProvider tokens) {
        return new Caller(new StrongroomClient(transport, tokens), recorder, tally);
    }

    @Override
    public void start(long seed, double perSecond) {
        Random seeds = new Random(seed);
        long now = System.nanoTime();
        for (int number = 0; number < callers.size(); number++) {
            boolean readsOnly = number >= TO_THE_LEADER + TO_ANY_NODE;
            RegisterChoice choice =
                    new RegisterChoice(
                            names, new Random(seeds.nextLong()), readsOnly, "c" + number + "-");
            Pace pace = new Pace(perSecond, callers.size(), number, now);
            int client = number;
            threads.add(
                    Thread.ofVirtual()
                            .name("client-" + number)
                            .start(() -> work(client, choice, pace)));
        }
    }

    private void work(int client, RegisterChoice choice, Pace pace) {
        Source source = new Source(NAME, client);
        try {
            while (!stopped.await(pace.next(System.nanoTime()).toNanos(), TimeUnit.NANOSECONDS)) {
                Request request = choice.next();
                note(request, callers.get(client).call(source, request));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(Request request, Outcome outcome) {
        if (outcome instanceof Outcome.Ok(Seen.Version(String version, String _))) {
            names.noteVersion(request.name(), version);
        }
        if (outcome instanceof Outcome.Unknown && request.action().changes()) {
            names.noteUnknown(request.name());
        }
    }

    /** At the end it reads every name that was ever used. */
    @Override
    public void finish() throws InterruptedException {
        stopped.countDown();
        for (Thread thread : threads) {
            if (!thread.join(LAST_CALL_WITHIN)) {
                throw new IllegalStateException(thread.getName() + " does not end");
            }
        }
        Caller anyNode = callers.get(TO_THE_LEADER);
        Source source = new Source(NAME, callers.size());
        for (String name : names.used()) {
            var _ = anyNode.call(source, new Request(name, new Action.Get()));
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        transports.forEach(Transport::close);
    }
}
