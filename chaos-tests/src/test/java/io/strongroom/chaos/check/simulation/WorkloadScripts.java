package io.strongroom.chaos.check.simulation;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small workloads as the suite has them: who lost an answer gives the name up. */
public final class WorkloadScripts {
    private static final int NAMES_OF_ONE = 5;

    private WorkloadScripts() {}

    /** One changer's names, of which it knows what they are until an answer is lost. */
    private static final class Changer {
        private final int number;
        private final String[] names = new String[NAMES_OF_ONE];
        private final int[] states = new int[NAMES_OF_ONE];
        private int made;
        private int place;
        private int left;

        private Changer(int number, int requests) {
            this.number = number;
            this.left = requests;
            for (int i = 0; i < NAMES_OF_ONE; i++) {
                fresh(i);
            }
        }

        private void fresh(int at) {
            names[at] = "page-%d-%03d".formatted(number, made++);
            states[at] = 0;
        }

        private @Nullable Request next(Random random, @Nullable Operation previous) {
            if (previous != null) {
                note(previous);
            }
            place = random.nextInt(NAMES_OF_ONE);
            Action action =
                    switch (states[place]) {
                        case 0 -> new Action.Set(names[place] + "-" + random.nextInt());
                        case 1 -> new Action.Delete();
                        default -> random.nextBoolean() ? new Action.Recover() : new Action.Purge();
                    };
            return left-- > 0 ? new Request(names[place], action) : null;
        }

        private void note(Operation previous) {
            if (previous.succeeded()) {
                states[place] =
                        switch (previous.action()) {
                            case Action.Delete _ -> 2;
                            case Action.Purge _ -> 0;
                            default -> 1;
                        };
            } else if (!(previous.outcome() instanceof Outcome.Failed)) {
                fresh(place);
            }
        }
    }

    /** Names that come and go, each one changer's, and listings. */
    public static List<Script> pages(int changers, int requests) {
        List<Script> scripts = new ArrayList<>();
        for (int i = 0; i < changers; i++) {
            Changer changer = new Changer(i, requests);
            scripts.add(Scripts.script(Scripts.PAGES, changer::next));
            scripts.add(repeated(Scripts.PAGES, requests, "page-", new Action.ListNames()));
        }
        return scripts;
    }

    /** Who looks at the counter's names while they are set. */
    public static Script lookers(int requests, int names) {
        int[] left = {requests};
        return Scripts.script(
                Scripts.COUNTER,
                (random, previous) -> {
                    if (left[0]-- <= 0) {
                        return null;
                    }
                    if (previous != null
                            && previous.seen() instanceof Seen.Listing(List<String> ids)
                            && !ids.isEmpty()) {
                        return new Request(
                                previous.name(),
                                new Action.GetVersion(ids.get(random.nextInt(ids.size()))));
                    }
                    String name = "c-" + random.nextInt(names);
                    return new Request(
                            name,
                            random.nextBoolean() ? new Action.Get() : new Action.ListVersions());
                });
    }

    /** One writer, three readers of its pairs. */
    public static List<Script> pairs(int requests) {
        List<Script> scripts = new ArrayList<>(Scripts.pairReaders(3, 3 * requests, 3));
        scripts.add(Scripts.pairWriter(requests));
        return scripts;
    }

    private static Script repeated(String workload, int requests, String name, Action action) {
        int[] left = {requests};
        return Scripts.script(workload, (_, _) -> left[0]-- > 0 ? new Request(name, action) : null);
    }
}
