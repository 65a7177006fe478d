package io.strongroom.chaos.suite.campaign;

import io.strongroom.chaos.suite.admin.Rolling.LeadersTurn;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.nemesis.admin.Membership;
import io.strongroom.chaos.suite.nemesis.admin.Restart;
import io.strongroom.chaos.suite.nemesis.admin.SnapshotInstall;
import io.strongroom.chaos.suite.nemesis.admin.SnapshotInstall.Behind;
import io.strongroom.chaos.suite.nemesis.admin.SnapshotInstall.Meanwhile;
import io.strongroom.chaos.suite.nemesis.admin.Transfer;
import io.strongroom.chaos.suite.nemesis.admin.Upgrade;
import io.strongroom.chaos.suite.nemesis.disk.Damage;
import io.strongroom.chaos.suite.nemesis.disk.Damageable;
import io.strongroom.chaos.suite.nemesis.disk.DiskFull;
import io.strongroom.chaos.suite.nemesis.disk.PowerCut;
import io.strongroom.chaos.suite.nemesis.host.Clock;
import io.strongroom.chaos.suite.nemesis.host.HsmLoss;
import io.strongroom.chaos.suite.nemesis.host.SlowDisk;
import io.strongroom.chaos.suite.nemesis.network.Cut;
import io.strongroom.chaos.suite.nemesis.network.LinkPartition;
import io.strongroom.chaos.suite.nemesis.network.Manner;
import io.strongroom.chaos.suite.nemesis.network.Partition;
import io.strongroom.chaos.suite.nemesis.network.Shape;
import io.strongroom.chaos.suite.nemesis.process.Kill;
import io.strongroom.chaos.suite.nemesis.process.Pause;
import io.strongroom.chaos.suite.nemesis.process.Stutter;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All there are. */
public final class Nemeses {
    private static final List<Nemesis> ALL =
            Stream.of(
                            List.of(
                                    new Kill(Victims.LEADER),
                                    new Kill(Victims.FOLLOWER),
                                    new Kill(Victims.MAJORITY),
                                    new Kill(Victims.ALL)),
                            List.of(
                                    new Pause(Victims.LEADER, Pause.Length.ANY),
                                    new Pause(Victims.FOLLOWER, Pause.Length.ANY),
                                    new Pause(Victims.ALL, Pause.Length.ANY),
                                    new Pause(Victims.LEADER, Pause.Length.LONG),
                                    new Stutter(Victims.LEADER)),
                            List.of(
                                    new Partition(Victims.LEADER, Cut.WHOLE),
                                    new Partition(Victims.LEADER, Cut.RAFT_PORT),
                                    new Partition(Victims.FOLLOWER, Cut.WHOLE),
                                    new Partition(Victims.FOLLOWER, Cut.RAFT_PORT),
                                    new LinkPartition(Shape.LEADER_IN_MINORITY, Manner.DROP),
                                    new LinkPartition(Shape.LEADER_IN_MINORITY, Manner.REJECT),
                                    new LinkPartition(Shape.LEADER_IN_MINORITY, Manner.FLAPPING),
                                    new LinkPartition(Shape.LEADER_IN_MAJORITY, Manner.DROP),
                                    new LinkPartition(Shape.BRIDGE, Manner.DROP),
                                    new LinkPartition(Shape.RING, Manner.DROP),
                                    new LinkPartition(Shape.FROM_LEADER, Manner.DROP),
                                    new LinkPartition(Shape.TO_LEADER, Manner.DROP)),
                            Clock.ways(),
                            List.of(new SlowDisk(Victims.LEADER), new SlowDisk(Victims.FOLLOWER)),
                            List.of(
                                    new PowerCut(Victims.LEADER),
                                    new PowerCut(Victims.FOLLOWER),
                                    new PowerCut(Victims.ALL)),
                            List.of(
                                    new DiskFull(Victims.LEADER),
                                    new DiskFull(Victims.FOLLOWER),
                                    new DiskFull(Victims.ALL)),
                            List.of(
                                    new HsmLoss(Victims.LEADER, false),
                                    new HsmLoss(Victims.FOLLOWER, false),
                                    new HsmLoss(Victims.ALL, false),
                                    new HsmLoss(Victims.FOLLOWER, true)),
                            List.of(
                                    new Damage(Damageable.LOG, false),
                                    new Damage(Damageable.LOG, true),
                                    new Damage(Damageable.SNAPSHOT, false),
                                    new Damage(Damageable.SNAPSHOT, true),
                                    new Damage(Damageable.DATABASE, false),
                                    new Damage(Damageable.DATABASE, true)),
                            List.of(
                                    new Transfer(),
                                    new Restart(LeadersTurn.FIRST),
                                    new Restart(LeadersTurn.LAST),
                                    new Upgrade()),
                            List.of(
                                    new SnapshotInstall(Behind.DOWN, Meanwhile.NOTHING),
                                    new SnapshotInstall(Behind.DOWN, Meanwhile.RECEIVER_KILLED),
                                    new SnapshotInstall(Behind.CUT_OFF, Meanwhile.NOTHING),
                                    new SnapshotInstall(Behind.CUT_OFF, Meanwhile.LEADER_MOVES)),
                            List.of(
                                    new Membership(Membership.Way.FOLLOWER_LEAVES),
                                    new Membership(Membership.Way.LEADER_LEAVES),
                                    new Membership(Membership.Way.DEAD_REPLACED)))
                    .<Nemesis>flatMap(List::stream)
                    .toList();

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
        List<String> kinds = words.stream().filter(word -> !word.equals("all")).toList();
        SortedMap<String, List<Nemesis>> chosen = of(kinds);
        return kinds.size() < words.size() ? of(kinds()) : chosen;
    }
}
