package io.strongroom.chaos.suite.workload;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.linear.Linearizable;
import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.history.record.Recorder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All there are. */
public final class Workloads {
    /** Makes a workload's clients, which do nothing yet. */
    interface Maker {
        Workload make(Access access, Recorder recorder, Tally tally) throws IOException;
    }

    /**
     * A workload.
     *
     * @param share of the requests, compared with the others'
     * @param checks what its history is checked by
     */
    record Kind(double share, List<Check> checks, Maker maker) {}

    private static final SortedMap<String, Kind> ALL = new TreeMap<>();

    static {
        ALL.put(
                Register.NAME,
                new Kind(6, List.of(new Linearizable(Register.NAME)), Register::new));
    }

    private Workloads() {}

    /** Those that can be asked for, in order. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * Those that were asked for, or {@code all}.
     *
     * @throws IllegalArgumentException naming one that there is not
     */
    public static List<String> named(List<String> words) {
        if (words.contains("all")) {
            return names();
        }
        List<String> chosen = words.stream().distinct().sorted().toList();
        chosen.forEach(Workloads::kind);
        return chosen;
    }

    /** What the histories of those are checked by. */
    public static List<Check> checks(List<String> names) {
        List<Check> checks = new ArrayList<>();
        names.forEach(name -> checks.addAll(kind(name).checks()));
        return checks;
    }

    static Kind kind(String name) {
        Kind kind = ALL.get(name);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "there is no workload \"%s\"; there are: %s"
                            .formatted(name, String.join(", ", names())));
        }
        return kind;
    }
}
