package io.strongroom.chaos.suite.workload;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.invariant.EveryWriteListed;
import io.strongroom.chaos.check.invariant.ExactlyOnce;
import io.strongroom.chaos.check.invariant.Paging;
import io.strongroom.chaos.check.invariant.Retention;
import io.strongroom.chaos.check.invariant.Revocation;
import io.strongroom.chaos.check.invariant.TwoNames;
import io.strongroom.chaos.check.linear.Linearizable;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.call.Connections;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;
import io.strongroom.chaos.suite.workload.kind.Counter;
import io.strongroom.chaos.suite.workload.kind.GrowingSet;
import io.strongroom.chaos.suite.workload.kind.Kept;
import io.strongroom.chaos.suite.workload.kind.PageLists;
import io.strongroom.chaos.suite.workload.kind.Pairs;
import io.strongroom.chaos.suite.workload.kind.Register;
import io.strongroom.chaos.suite.workload.kind.Revocations;
import io.strongroom.chaos.suite.workload.sdk.SdkConnections;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All there are. */
public final class Workloads {
    /** Makes a workload's clients, which do nothing yet. */
    interface Maker {
        Workload make(Site site) throws IOException;
    }

    /**
     * A workload.
     *
     * @param share of the requests, compared with the others'
     * @param checks what its history is checked by
     */
    record Kind(double share, List<Check> checks, Maker maker) {}

    private static final String REGISTER_SDK = "register-sdk";
    private static final String COUNTER_SDK = "counter-sdk";
    private static final SortedMap<String, Kind> ALL = new TreeMap<>();

    static {
        put(Register.NAME, 6, new Linearizable(Register.NAME), Register::smart);
        put(Counter.NAME, 1, new ExactlyOnce(Counter.NAME), Counter::smart);
        put(
                REGISTER_SDK,
                1.5,
                new Linearizable(REGISTER_SDK),
                site -> Register.over(REGISTER_SDK, "rs-", sdk(site)));
        put(
                COUNTER_SDK,
                0.5,
                new ExactlyOnce(COUNTER_SDK),
                site -> Counter.over(COUNTER_SDK, "cs-", sdk(site)));
        put(GrowingSet.NAME, 0.5, new EveryWriteListed(GrowingSet.NAME), GrowingSet::new);
        put(Revocations.NAME, 2, new Revocation(Revocations.NAME), Revocations::new);
        put(Pairs.NAME, 1.5, new TwoNames(Pairs.NAME), Pairs::new);
        put(Kept.NAME, 1, Retention.kept(Kept.NAME, Kept.RETENTION), Kept::new);
        put(PageLists.NAME, 1, new Paging(PageLists.NAME), PageLists::new);
    }

    private Workloads() {}

    private static Caller sdk(Site site) {
        Connections ways = site.connections();
        return site.caller(new SdkConnections(ways.access(), ways.marker()).vault());
    }

    private static void put(String name, double share, Check check, Maker maker) {
        ALL.put(name, new Kind(share, List.of(check), maker));
    }

    /** The vaults that a cluster has to be founded with, as the founding is told. */
    public static List<String> vaults() {
        List<String> vaults = new ArrayList<>(Revocations.vaults());
        vaults.add(GrowingSet.VAULT);
        vaults.add(PageLists.VAULT);
        vaults.add(Kept.VAULT + ":" + Kept.RETENTION.toDays());
        return vaults;
    }

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
        List<String> chosen =
                words.stream().filter(word -> !word.equals("all")).distinct().sorted().toList();
        chosen.forEach(Workloads::kind);
        return words.contains("all") ? names() : chosen;
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
