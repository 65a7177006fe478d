package io.strongroom.chaos.suite.workload.crowd;

import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.call.Connections;
import io.strongroom.chaos.suite.workload.call.Tally;
import io.strongroom.chaos.suite.workload.call.Target;

/** Where workloads are made: the ways to the cluster and the record of a run. Thread-safe. */
public record Site(Connections connections, Recorder recorder, Tally tally) {
    public Caller caller(Target target) {
        return new Caller(target, recorder, tally);
    }

    /** To a vault, through the leader first. */
    public Caller leader(String vault) {
        return caller(connections.leader(vault));
    }

    /** To a vault, through whichever node. */
    public Caller anyNode(String vault) {
        return caller(connections.anyNode(vault));
    }

    /** To a vault, through one node and no other. */
    public Caller only(int node, String vault) {
        return caller(connections.only(node, vault));
    }
}
