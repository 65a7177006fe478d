package io.strongroom.chaos.check.simulation;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The workloads. */
public final class Scripts {
    public static final String REGISTER = "register";
    public static final String COUNTER = "counter";
    public static final String SET = "set";
    public static final String ROLES = "roles";
    public static final String PAIRS = "pairs";
    public static final String KEPT = SimulatedVault.KEPT;
    public static final String PAGES = "pages";

    private Scripts() {}

    /** So many requests, each made of a random number. */
    private static Script repeated(String workload, int requests, Function<Random, Request> made) {
        return new Script() {
            private int left = requests;

            @Override
            public String workload() {
                return workload;
            }

            @Override
            public @Nullable Request next(Random random, @Nullable Operation previous) {
                return left-- > 0 ? made.apply(random) : null;
            }
        };
    }

    private static List<Script> clients(
            String workload, int clients, int requests, Function<Random, Request> made) {
        List<Script> scripts = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            scripts.add(repeated(workload, requests / clients, made));
        }
        return scripts;
    }

    /** Sets only. */
    public static List<Script> counter(int clients, int requests, int names) {
        Values values = new Values();
        return clients(
                COUNTER,
                clients,
                requests,
                random -> new Request("c-" + random.nextInt(names), values.set()));
    }

    /** Lists what the counter's sets made, and reads it. */
    public static Script counted(int names) {
        Deque<Request> todo = new ArrayDeque<>();
        for (int i = 0; i < names; i++) {
            todo.add(new Request("c-" + i, new Action.ListVersions()));
        }
        return script(
                COUNTER,
                (_, previous) -> {
                    if (previous != null
                            && previous.seen() instanceof Seen.Listing(List<String> items)) {
                        for (String item : items) {
                            todo.addFirst(
                                    new Request(previous.name(), new Action.GetVersion(item)));
                        }
                    }
                    return todo.pollFirst();
                });
    }

    /** Each name set once, a listing now and then. */
    public static List<Script> growingSet(int clients, int requests) {
        Values values = new Values();
        return clients(
                SET,
                clients,
                requests,
                random ->
                        random.nextInt(20) == 0
                                ? new Request("s-", new Action.ListNames())
                                : new Request("s-" + values.set().value(), values.set()));
    }

    public static Script listed() {
        Deque<Request> todo = new ArrayDeque<>(List.of(new Request("s-", new Action.ListNames())));
        return script(SET, (_, _) -> todo.pollFirst());
    }

    /** Roles that come and go, and their use. */
    public static List<Script> roles(int clients, int requests, int principals) {
        return clients(
                ROLES,
                clients,
                requests,
                random -> {
                    int dice = random.nextInt(20);
                    return new Request(
                            "p-" + random.nextInt(principals),
                            dice == 0
                                    ? new Action.Grant()
                                    : dice == 1 ? new Action.Revoke() : new Action.Use());
                });
    }

    /** Names that come and go, and listings. */
    public static List<Script> pages(int clients, int requests, int names) {
        Values values = new Values();
        return clients(
                PAGES,
                clients,
                requests,
                random -> {
                    String name = "page-%03d".formatted(random.nextInt(names));
                    int dice = random.nextInt(10);
                    return dice < 2
                            ? new Request("page-", new Action.ListNames())
                            : new Request(
                                    name,
                                    dice < 7
                                            ? values.set()
                                            : dice < 9
                                                    ? new Action.Recover()
                                                    : new Action.Delete());
                });
    }

    /** One writer of pairs, given up when an answer is lost. */
    public static Script pairWriter(int writes) {
        int[] state = {0, 0, writes};
        return script(
                PAIRS,
                (_, previous) -> {
                    if (previous != null && previous.outcome() instanceof Outcome.Unknown) {
                        state[0]++;
                        state[1] = 0;
                    } else if (previous == null || previous.succeeded()) {
                        state[1]++;
                    }
                    state[1] = Math.max(1, state[1]);
                    boolean first = state[1] % 2 == 1;
                    return state[2]-- <= 0
                            ? null
                            : new Request(
                                    "q-" + state[0] + (first ? "-first" : "-second"),
                                    new Action.Set("" + (state[1] + 1) / 2));
                });
    }

    public static List<Script> pairReaders(int clients, int requests, int pairs) {
        return clients(
                PAIRS,
                clients,
                requests,
                random ->
                        new Request(
                                "q-"
                                        + random.nextInt(pairs)
                                        + (random.nextBoolean() ? "-first" : "-second"),
                                new Action.Get()));
    }

    /** Deletes names, one after the other, and looks until each is gone, or much too long. */
    public static Script kept(int client, int names) {
        int[] state = {0, 0, 0};
        return new Script() {
            @Override
            public String workload() {
                return KEPT;
            }

            @Override
            public long thinkMillis() {
                return 700;
            }

            @Override
            public @Nullable Request next(Random random, @Nullable Operation previous) {
                boolean looked = previous != null && previous.action() instanceof Action.GetDeleted;
                boolean gone =
                        looked && previous != null && previous.refusedAs(Seen.Refusal.NOT_FOUND);
                boolean lost =
                        previous != null && !looked && !(previous.outcome() instanceof Outcome.Ok);
                state[1]++;
                if (gone || lost || state[2]++ > 60) {
                    state[0]++;
                    state[1] = 1;
                    state[2] = 0;
                }
                String name = KEPT + "-" + client + "-" + state[0];
                if (state[0] >= names) {
                    return null;
                }
                return new Request(
                        name,
                        switch (state[1]) {
                            case 1 -> new Action.Set("k" + client + "-" + state[0]);
                            case 2 -> new Action.Delete();
                            default -> new Action.GetDeleted();
                        });
            }
        };
    }

    static Script script(
            String workload, BiFunction<Random, @Nullable Operation, @Nullable Request> next) {
        return new Script() {
            @Override
            public String workload() {
                return workload;
            }

            @Override
            public @Nullable Request next(Random random, @Nullable Operation previous) {
                return next.apply(random, previous);
            }
        };
    }

    /** All workloads at once, and their final reads. */
    public static Simulation all(long seed, PlantedBug bug, double unknownShare) {
        List<Script> clients = new ArrayList<>(RegisterScripts.register(8, 2_400, 24));
        clients.addAll(counter(4, 600, 6));
        clients.addAll(growingSet(4, 400));
        clients.addAll(roles(4, 1_000, 4));
        clients.addAll(pages(4, 800, 40));
        clients.add(pairWriter(200));
        clients.addAll(pairReaders(3, 600, 2));
        for (int i = 0; i < 4; i++) {
            clients.add(kept(i, 3));
        }
        return new Simulation(seed, bug, unknownShare)
                .phase(clients)
                .healed()
                .phase(List.of(counted(6), listed()));
    }
}
