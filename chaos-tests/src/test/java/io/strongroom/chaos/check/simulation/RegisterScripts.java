package io.strongroom.chaos.check.simulation;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The workload that does with names all that can be done. */
public final class RegisterScripts {
    private RegisterScripts() {}

    /** All that can be done with a name, on so many names. */
    public static List<Script> register(int clients, int requests, int names) {
        Values values = new Values();
        List<Request> versions = new ArrayList<>();
        List<Script> scripts = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int[] left = {requests / clients};
            scripts.add(
                    Scripts.script(
                            Scripts.REGISTER,
                            (random, previous) -> {
                                noteVersion(versions, previous);
                                return left[0]-- <= 0
                                        ? null
                                        : registerRequest(random, values, versions, names);
                            }));
        }
        return scripts;
    }

    private static void noteVersion(List<Request> versions, @Nullable Operation previous) {
        if (previous != null && previous.seen() instanceof Seen.Version(String id, String _)) {
            versions.add(new Request(previous.name(), new Action.GetVersion(id)));
        }
    }

    private static Request registerRequest(
            Random random, Values values, List<Request> versions, int names) {
        String name = "r-%03d".formatted(random.nextInt(names));
        int dice = random.nextInt(100);
        if (dice < 30) {
            return new Request(name, values.set());
        }
        if (dice < 62) {
            return new Request(name, new Action.Get());
        }
        if (dice < 74 && !versions.isEmpty()) {
            // One of the last versions: older ones belong to what was purged.
            int back = Math.min(versions.size(), 40);
            return versions.get(versions.size() - 1 - random.nextInt(back));
        }
        if (dice < 80) {
            return new Request(name, new Action.GetDeleted());
        }
        if (dice < 88) {
            return new Request(name, new Action.Delete());
        }
        return new Request(name, dice < 96 ? new Action.Recover() : new Action.Purge());
    }
}
