package io.strongroom.chaos.check.simulation;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.RunInfo;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.Source;
import io.strongroom.chaos.history.Span;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * Clients of a simulated vault in simulated time: requests overlap, take effect somewhere between
 * begin and end, fail, or lose their answer and take effect within it, long after it, or never. The
 * same seed makes the same history.
 */
public final class Simulation {
    private static final long MILLI = 1_000_000;
    private static final int PAGE = 5;

    private final Random random;
    private final SimulatedVault vault;
    private final RunInfo run;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private final List<Operation> operations = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private double unknownShare;
    private double failedShare = 0.03;
    private long now;
    private long order;
    private long nextId;
    private int running;

    private record Event(long nanos, long order, Runnable what) {}

    public Simulation(long seed, PlantedBug bug, double unknownShare) {
        this.random = new Random(seed);
        this.vault = new SimulatedVault(bug, random);
        this.unknownShare = unknownShare;
        this.run =
                new RunInfo(
                        seed,
                        HistoryBuilder.WALL_START,
                        new TreeMap<>(Map.of("vault", "simulated", "bug", bug.name())));
    }

    /** Runs the clients until all are done, and everything that they sent has come or is lost. */
    public Simulation phase(List<Script> clients) {
        start(clients);
        while (!events.isEmpty()) {
            step();
        }
        return this;
    }

    /** Runs them until all are done; what they sent without an answer may come much later. */
    public Simulation hastyPhase(List<Script> clients) {
        start(clients);
        while (running > 0) {
            step();
        }
        return this;
    }

    private void start(List<Script> clients) {
        running = clients.size();
        for (int i = 0; i < clients.size(); i++) {
            int client = i;
            at(now, () -> send(client, clients.get(client), null));
        }
    }

    private void step() {
        Event next = events.remove();
        now = next.nanos();
        next.what().run();
    }

    /** From here on every request is answered. */
    public Simulation healed() {
        unknownShare = 0;
        failedShare = 0;
        return this;
    }

    /**
     * Between these times, in milliseconds, two of three requests lose their answer and all are
     * slow.
     */
    public Simulation fault(String nemesis, long beginMillis, long endMillis) {
        faults.add(
                new Fault(
                        nemesis,
                        "node " + (1 + faults.size() % 3),
                        new Span(
                                beginMillis * MILLI,
                                endMillis * MILLI,
                                HistoryBuilder.WALL_START + beginMillis),
                        true,
                        "a new leader after 0.8 s"));
        return this;
    }

    /** How often the planted bug was acted out. */
    public int bites() {
        return vault.bites();
    }

    public History history() {
        List<Operation> inOrder = new ArrayList<>(operations);
        inOrder.sort(Comparator.comparingLong(Operation::id));
        return new History(run, inOrder, faults, now);
    }

    private void at(long nanos, Runnable what) {
        events.add(new Event(nanos, order++, what));
    }

    private void send(int client, Script script, @Nullable Operation previous) {
        long begin = now + random.nextLong(script.thinkMillis() * MILLI);
        at(
                begin,
                () -> {
                    Request request = script.next(random, previous);
                    if (request == null) {
                        running--;
                    } else {
                        new Flight(client, script, request).start();
                    }
                });
    }

    private boolean isFaulty() {
        for (Fault fault : faults) {
            // The last fifth of a fault is the way back.
            Span span = fault.span();
            long worst = span.endNanos() - (span.endNanos() - span.beginNanos()) / 5;
            if (span.beginNanos() <= now && now < worst) {
                return true;
            }
        }
        return false;
    }

    /** A request under way. */
    private final class Flight {
        private final int client;
        private final Script script;
        private final Request request;
        private final long id = nextId++;
        private final long begin = now;
        private long end;

        Flight(int client, Script script, Request request) {
            this.client = client;
            this.script = script;
            this.request = request;
        }

        void start() {
            boolean faulty = isFaulty();
            long takes = MILLI / 2 + random.nextLong(6 * MILLI) + (faulty ? 400 * MILLI : 0);
            end = begin + takes;
            double dice = random.nextDouble();
            double lost = faulty ? 0.66 : unknownShare;
            if (dice < lost) {
                lose();
            } else if (dice < lost + failedShare) {
                long effect = begin + random.nextLong(takes);
                at(effect, () -> vault.failed(request, moment(Long.MAX_VALUE)));
                at(end, () -> finish(new Outcome.Failed("Throttled")));
            } else if (request.action() instanceof Action.ListNames) {
                page(new ArrayList<>());
            } else {
                at(
                        begin + random.nextLong(takes),
                        () -> {
                            Seen seen = vault.apply(request, moment(end));
                            at(end, () -> finish(new Outcome.Ok(seen)));
                        });
            }
        }

        private void lose() {
            long within = end - begin;
            long effect = begin + random.nextLong(random.nextBoolean() ? within : 20 * within);
            if (random.nextInt(3) > 0 && request.action().changes()) {
                at(
                        effect,
                        () -> {
                            var _ = vault.apply(request, moment(Long.MAX_VALUE));
                        });
            }
            at(end, () -> finish(new Outcome.Unknown("time-out")));
        }

        private void page(List<String> items) {
            String last = items.isEmpty() ? "" : items.getLast();
            List<String> more = vault.page(request.name(), last, PAGE);
            items.addAll(more);
            if (more.isEmpty()) {
                finish(new Outcome.Ok(new Seen.Listing(items)));
            } else {
                at(now + random.nextLong(2 * MILLI), () -> page(items));
            }
        }

        private SimulatedVault.Moment moment(long answeredAt) {
            return new SimulatedVault.Moment(begin, answeredAt, now);
        }

        private void finish(Outcome outcome) {
            Span span = new Span(begin, now, HistoryBuilder.WALL_START + begin / MILLI);
            Source source = new Source(script.workload(), client);
            Operation done = new Operation(id, source, request, span, outcome);
            operations.add(done);
            send(client, script, done);
        }
    }
}
