package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.admin.Rolling.LeadersTurn;
import io.strongroom.chaos.suite.nemesis.SnapshotInstall.Behind;
import io.strongroom.chaos.suite.nemesis.SnapshotInstall.Meanwhile;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All there are. */
public final class Nemeses {
    private static final List<Nemesis> ALL =
            List.of(
                    new Kill(Victims.LEADER),
                    new Kill(Victims.FOLLOWER),
                    new Kill(Victims.MAJORITY),
                    new Kill(Victims.ALL),
                    new Pause(Victims.LEADER),
                    new Pause(Victims.FOLLOWER),
                    new Pause(Victims.ALL),
                    new Partition(Victims.LEADER, Cut.WHOLE),
                    new Partition(Victims.LEADER, Cut.RAFT_PORT),
                    new Partition(Victims.FOLLOWER, Cut.WHOLE),
                    new Partition(Victims.FOLLOWER, Cut.RAFT_PORT),
                    new Transfer(),
                    new Restart(LeadersTurn.FIRST),
                    new Restart(LeadersTurn.LAST),
                    new Upgrade(),
                    new SnapshotInstall(Behind.DOWN, Meanwhile.NOTHING),
                    new SnapshotInstall(Behind.DOWN, Meanwhile.RECEIVER_KILLED),
                    new SnapshotInstall(Behind.CUT_OFF, Meanwhile.NOTHING),
                    new SnapshotInstall(Behind.CUT_OFF, Meanwhile.LEADER_MOVES),
                    new Membership(Membership.Way.FOLLOWER_LEAVES),
                    new Membership(Membership.Way.LEADER_LEAVES),
                    new Membership(Membership.Way.DEAD_REPLACED));

    private Nemeses() {}

    /** The kinds that can be asked for, in order. */
    public static List<String> kinds() {
        return ALL.stream().map(Nemesis::kind).distinct().sorted().toList();
    }

    /**
     * All ways of these kinds.
     *
     * @throws IllegalArgumentException naming a kind that there is not
     */
    public static SortedMap<String, List<Nemesis>> of(List<String> kinds) {
        SortedMap<String, List<Nemesis>> chosen = new TreeMap<>();
        for (String kind : kinds) {
            List<Nemesis> ways = ALL.stream().filter(one -> one.kind().equals(kind)).toList();
            if (ways.isEmpty()) {
                throw new IllegalArgumentException(
                        "there is no nemesis \"%s\"; there are: %s"
                                .formatted(kind, String.join(", ", kinds())));
            }
            chosen.put(kind, ways);
        }
        return chosen;
    }

    /** As {@link #of} for what stands on a command line: kinds, or {@code all}. */
    public static Map<String, List<Nemesis>> named(List<String> words) {
        return of(words.contains("all") ? kinds() : words);
    }
}
