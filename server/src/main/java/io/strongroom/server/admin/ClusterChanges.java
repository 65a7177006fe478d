package io.strongroom.server.admin;

import io.strongroom.client.api.AddNodeJson;
import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.api.LeadershipJson;
import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.Membership;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.auth.Caller;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.Result;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.Function;

/**
 * Changes of the cluster, each logged with caller and outcome. Every one may be repeated: what is
 * so already stays so. Thread-safe; blocks until the change is committed.
 *
 * @param submit brings a command into the log and gives its result
 */
public record ClusterChanges(ReplicatedLog log, Function<Command, Result> submit) {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterChanges.class);

    /** A change of the membership. */
    private interface Change {
        void make(Membership membership) throws MembershipException, RaftException;
    }

    void add(Caller caller, AddNodeJson node) {
        LogConfig.Peer peer = new LogConfig.Peer(node.id(), node.host(), node.port());
        made(
                caller,
                "add node %d at %s:%d".formatted(node.id(), node.host(), node.port()),
                membership -> membership.addListener(peer));
    }

    void promote(Caller caller, int node, Optional<Integer> replaced) {
        made(
                caller,
                "promote node " + node + replaced.map(old -> " replacing node " + old).orElse(""),
                membership -> membership.promote(node, replaced));
    }

    void remove(Caller caller, int node) {
        made(caller, "remove node " + node, membership -> membership.remove(node));
    }

    /**
     * Only the leader itself knows that another node does not lead: any other one refuses, and says
     * where to ask.
     */
    void moveLeadership(Caller caller, LeadershipJson wanted) {
        String what =
                (wanted.to() == null ? "step down" : "move leadership to node " + wanted.to())
                        + (wanted.from() == null ? "" : " from node " + wanted.from());
        LogStatus status = log.status();
        boolean leads = status.role() == LogStatus.Role.LEADER;
        if (leads && wanted.from() != null && !status.leader().equals(Optional.of(wanted.from()))) {
            logged(caller, what, "nothing: node " + wanted.from() + " does not lead");
            return;
        }
        Optional<Integer> to = Optional.ofNullable(wanted.to());
        made(caller, what, membership -> membership.transferLeadership(to));
    }

    /** Proposes the level; the state machine decides, and any node can ask it to. */
    void finalizeLevel(Caller caller, int level) {
        String what = "finalize feature level " + level;
        try {
            // Beyond its own version this node could not even encode what the level allows.
            if (level > FeatureLevel.CURRENT) {
                throw new ApiException(
                        ErrorCode.LEVEL_UNSUPPORTED,
                        "This node supports the feature levels up to %d, not %d: run the newer version on every node first."
                                .formatted(FeatureLevel.CURRENT, level));
            }
            Result result = submit.apply(new Command.FinalizeLevel(level));
            switch (result) {
                case Result.Done _, Result.AlreadyThere _ -> {}
                case Result.LevelUnsupported unsupported ->
                        throw new ApiException(
                                ErrorCode.LEVEL_UNSUPPORTED,
                                "The nodes %s do not support feature level %d, or have not said so yet: run the newer version on every node first."
                                        .formatted(unsupported.nodes(), level));
                default ->
                        throw new InvariantViolation(
                                "finalizing a level gave " + result.getClass().getSimpleName());
            }
            logged(caller, what, "done");
        } catch (ApiException e) {
            logged(caller, what, e.text());
            throw e;
        }
    }

    private void made(Caller caller, String what, Change change) {
        try {
            change.make(log.membership());
            logged(caller, what, "done");
        } catch (MembershipException e) {
            logged(caller, what, e.reason() + ": " + e.getMessage());
            throw AdminErrors.of(e, log.status().leader());
        } catch (RaftException e) {
            logged(caller, what, e.outcome() + ": " + e.getMessage());
            throw AdminErrors.of(e);
        }
    }

    static void logged(Caller caller, String what, String outcome) {
        LOG.atInfo()
                .addKeyValue("caller", caller.description())
                .addKeyValue("change", what)
                .addKeyValue("outcome", outcome)
                .log("cluster_change");
    }
}
