package io.strongroom.server.admin;

import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.HealthJson;
import io.strongroom.client.api.MemberJson;
import io.strongroom.client.api.NodeStatusJson;
import io.strongroom.client.api.StateDigestJson;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.telemetry.Health;
import io.strongroom.storage.Storage;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.command.NodeStamp;
import io.strongroom.storage.view.StateView;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The cluster as this node knows it, and the node itself. Thread-safe; asks nobody else, so that it
 * answers also where nothing else does.
 */
public record ClusterStatus(ReplicatedLog log, Storage storage, Health health) {
    ClusterJson json() {
        LogStatus status = log.status();
        try (StateView view = storage.view()) {
            Map<Integer, NodeStamp> stamps = new TreeMap<>();
            view.nodeStamps().forEach(stamp -> stamps.put(stamp.node(), stamp));
            long quorumTime = view.logTimeMillis();
            List<MemberJson> members =
                    log.membership().members().stream()
                            .map(member ->
                                    member(
                                            member,
                                            status,
                                            stamps.get(member.member().peer().nodeId()),
                                            quorumTime))
                            .toList();
            return new ClusterJson(node(), members, view.featureLevel(), quorumTime);
        }
    }

    private NodeStatusJson node() {
        HealthJson ready = health.ready();
        LogStatus status = log.status();
        return new NodeStatusJson(
                ready.node(),
                ready.role(),
                ready.leader(),
                status.term(),
                status.commitIndex(),
                status.appliedIndex(),
                ready.reason() == null,
                ready.reason(),
                FeatureLevel.CURRENT,
                log.space().sizeBytes(),
                log.space().oldestIndex(),
                storage.sizeBytes(),
                stateDigest(ready.node()));
    }

    private @Nullable StateDigestJson stateDigest(int node) {
        return storage.newestDigest(node)
                .map(newest ->
                        new StateDigestJson(
                                newest.index(),
                                HexFormat.of().formatHex(newest.digest().toArray())))
                .orElse(null);
    }

    private static MemberJson member(
            MemberStatus member, LogStatus status, @Nullable NodeStamp stamp, long quorumTime) {
        var peer = member.member().peer();
        boolean spoken = stamp != null && stamp.millis() > 0;
        return new MemberJson(
                peer.nodeId(),
                peer.host(),
                peer.port(),
                member.member().voter(),
                status.leader().filter(leader -> leader == peer.nodeId()).isPresent(),
                boxed(member.matchIndex()),
                lag(member, status),
                // Never heard is said by the largest number there is.
                boxed(
                        member.millisSinceHeard().orElse(Long.MAX_VALUE) == Long.MAX_VALUE
                                ? OptionalLong.empty()
                                : member.millisSinceHeard()),
                stamp == null || stamp.supportedLevel() == 0 ? null : stamp.supportedLevel(),
                spoken && stamp != null ? stamp.millis() - quorumTime : null);
    }

    private static @Nullable Long lag(MemberStatus member, LogStatus status) {
        return member.matchIndex().isEmpty()
                ? null
                : Math.max(0, status.commitIndex() - member.matchIndex().getAsLong());
    }

    private static @Nullable Long boxed(OptionalLong number) {
        return number.isEmpty() ? null : number.getAsLong();
    }
}
