package io.strongroom.chaos.suite.workload;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.invariant.EveryWriteListed;
import io.strongroom.chaos.check.invariant.ExactlyOnce;
import io.strongroom.chaos.check.invariant.LookedAtLast;
import io.strongroom.chaos.check.invariant.Paging;
import io.strongroom.chaos.check.invariant.ReadAtLast;
import io.strongroom.chaos.check.invariant.Retention;
import io.strongroom.chaos.check.invariant.Revocation;
import io.strongroom.chaos.check.invariant.TwoNames;
import io.strongroom.chaos.check.linear.Linearizable;
import io.strongroom.chaos.suite.workload.crowd.Site;
import io.strongroom.chaos.suite.workload.crowd.Workload;
import io.strongroom.chaos.suite.workload.kind.Counter;
import io.strongroom.chaos.suite.workload.kind.GrowingSet;
import io.strongroom.chaos.suite.workload.kind.Kept;
import io.strongroom.chaos.suite.workload.kind.PageLists;
import io.strongroom.chaos.suite.workload.kind.Pairs;
import io.strongroom.chaos.suite.workload.kind.Register;
import io.strongroom.chaos.suite.workload.kind.Revocations;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** All there are. */
public final class Workloads {
    /** By which client a workload is done. */
    enum Client {
        SMART,
        SDK
    }

    /** Makes a workload's clients, which do nothing yet. */
    interface Maker {
        Workload make(String name, Site site);
    }

    /**
     * A workload.
     *
     * @param share of the requests, compared with the others'
     * @param checks what its history is checked by
     */
    record Kind(String name, Client client, double share, Checks checks, Maker maker) {}

    /** Makes the checks of a workload's history. */
    interface Checks {
        /**
         * Of one cluster's.
         *
         * @param ways in which the client can choose to ask a cluster: one for each node, or one
         */
        List<Check> of(String name, int ways);
    }

    /** What the names of workloads end with that are done by the stock SDK. */
    private static final String SDK = "-sdk";

    /** The SDK's share of what the smart client does of the same. */
    private static final double SDK_SHARE = 1.0 / 3;

    private static final String GROWING = "growing";
    private static final String PAGES = "pages";
    private static final List<String> ROLES = numbered("roles-", 20);
    private static final List<String> ROLES_SDK = numbered("roles-sdk-", 20);
    private static final SortedMap<String, Kind> ALL = new TreeMap<>();

    static {
        both(
                Register.NAME,
                6,
                (name, ways) -> List.of(new Linearizable(name), new ReadAtLast(name, ways)),
                (name, site) -> new Register(name, "r-", site),
                (name, site) -> new Register(name, "rs-", site));
        both(
                Counter.NAME,
                1,
                (name, _) -> List.of(new ExactlyOnce(name)),
                (name, site) -> new Counter(name, "c-", site),
                (name, site) -> new Counter(name, "cs-", site));
        both(
                GrowingSet.NAME,
                0.5,
                (name, _) -> List.of(new EveryWriteListed(name)),
                (name, site) -> new GrowingSet(name, GROWING, site),
                (name, site) -> new GrowingSet(name, GROWING + SDK, site));
        both(
                Revocations.NAME,
                2,
                (name, _) -> List.of(new Revocation(name)),
                (name, site) -> new Revocations(name, ROLES, site),
                (name, site) -> new Revocations(name, ROLES_SDK, site));
        both(
                Pairs.NAME,
                1.5,
                (name, _) -> List.of(new TwoNames(name)),
                (name, site) -> new Pairs(name, "p", site),
                (name, site) -> new Pairs(name, "ps", site));
        both(
                Kept.NAME,
                1,
                (name, _) -> List.of(Retention.kept(name, Kept.RETENTION), new LookedAtLast(name)),
                (name, site) -> new Kept(name, "k-", site),
                (name, site) -> new Kept(name, "ks-", site));
        both(
                PageLists.NAME,
                1,
                (name, _) -> List.of(new Paging(name)),
                (name, site) -> new PageLists(name, PAGES, site),
                (name, site) -> new PageLists(name, PAGES + SDK, site));
    }

    private Workloads() {}

    private static void both(String name, double share, Checks checks, Maker smart, Maker sdk) {
        put(name, Client.SMART, share, checks, smart);
        put(name + SDK, Client.SDK, share * SDK_SHARE, checks, sdk);
    }

    private static void put(String name, Client client, double share, Checks checks, Maker maker) {
        ALL.put(name, new Kind(name, client, share, checks, maker));
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> "%s%02d".formatted(prefix, i)).toList();
    }

    /** The vaults that a cluster has to be founded with, as the founding is told. */
    public static List<String> vaults() {
        List<String> vaults = new ArrayList<>(List.of(GROWING, GROWING + SDK, PAGES, PAGES + SDK));
        vaults.addAll(ROLES);
        vaults.addAll(ROLES_SDK);
        vaults.add(Kept.VAULT + ":" + Kept.RETENTION.toDays());
        return vaults;
    }

    /** Their names alone. */
    public static List<String> vaultNames() {
        return vaults().stream().map(vault -> vault.split(":", 2)[0]).toList();
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

    /**
     * What the histories of those are checked by.
     *
     * @param nodes of the cluster
     */
    public static List<Check> checks(List<String> names, int nodes) {
        List<Check> checks = new ArrayList<>();
        for (String name : names) {
            Kind kind = kind(name);
            int ways =
                    switch (kind.client()) {
                        case SMART -> nodes;
                        case SDK -> 1;
                    };
            checks.addAll(kind.checks().of(name, ways));
        }
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
