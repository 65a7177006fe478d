package io.strongroom.chaos.suite.workload.crowd;

import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.call.Connections;
import io.strongroom.chaos.suite.workload.call.Tally;
import io.strongroom.chaos.suite.workload.call.Target;
import io.strongroom.chaos.suite.workload.call.Ways;

import java.util.List;
import java.util.stream.IntStream;

/** Where workloads are made: the ways to the cluster and the record of a run. Thread-safe. */
public record Site(Connections connections, Ways ways, Recorder recorder, Tally tally) {
    /** By the smart client. */
    public Site(Connections connections, Recorder recorder, Tally tally) {
        this(connections, connections, recorder, tally);
    }

    /** The same place, by another kind of client. */
    public Site by(Ways other) {
        return new Site(connections, other, recorder, tally);
    }

    public Caller caller(Target target) {
        return new Caller(target, recorder, tally);
    }

    /** To a vault, through the leader first. */
    public Caller leader(String vault) {
        return caller(ways.leader(vault));
    }

    /** To a vault, through each node and no other; where no node can be chosen, through any. */
    public List<Caller> each(String vault) {
        return ways.nodes() == 0
                ? List.of(anyNode(vault))
                : IntStream.rangeClosed(1, ways.nodes())
                        .mapToObj(node -> only(node, vault))
                        .toList();
    }

    /** To a vault, through whichever node. */
    public Caller anyNode(String vault) {
        return caller(ways.anyNode(vault));
    }

    /** To a vault, through one node and no other. */
    public Caller only(int node, String vault) {
        return caller(ways.only(node, vault));
    }

    /** The same over a connection that nobody else uses. */
    public Caller apart(int node, String vault) {
        return caller(ways.apart(node, vault));
    }
}
