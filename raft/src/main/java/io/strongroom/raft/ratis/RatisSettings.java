package io.strongroom.raft.ratis;

import io.strongroom.raft.ratis.snapshot.SegmentFiller;

import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.LeaderElection;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Notification;
import org.apache.ratis.server.RaftServerConfigKeys.Read;
import org.apache.ratis.server.RaftServerConfigKeys.RetryCache;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.server.RaftServerConfigKeys.ThreadPool;
import org.apache.ratis.server.RaftServerConfigKeys.Write;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every Ratis setting that matters, with the reason beside it; for three to five nodes in one
 * place. What the log's safety rests on is also read back and checked, so that a renamed key of a
 * later Ratis does not pass in silence.
 */
final class RatisSettings {
    private final RaftProperties properties = new RaftProperties();
    private final Map<String, String> values = new TreeMap<>();

    /**
     * @param logDir where Ratis keeps the log
     * @param removedDir where Ratis moves the log of a group that was removed
     */
    RatisSettings(Path logDir, Path removedDir, String host, int port) {
        place(logDir, removedDir, host, port);
        elections();
        durability();
        reads();
        limits();
        snapshots();
        check();
    }

    RaftProperties properties() {
        return properties;
    }

    /** One line of {@code key=value}, sorted by key, for the log. */
    String line() {
        return values.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    private void set(String key, String value) {
        values.put(key, value);
        properties.set(key, value);
    }

    private void place(Path logDir, Path removedDir, String host, int port) {
        // Ratis' defaults for both are under /tmp and are gone after a reboot.
        set(RaftServerConfigKeys.STORAGE_DIR_KEY, logDir.toString());
        set(RaftServerConfigKeys.REMOVED_GROUPS_DIR_KEY, removedDir.toString());
        // A node that cannot take a few segments more is better off not starting.
        set(RaftServerConfigKeys.STORAGE_FREE_SPACE_MIN_KEY, "256MB");
        // Its own address and no other: nothing that is not a peer needs to see the port.
        set(GrpcConfigKeys.Server.HOST_KEY, host);
        set(GrpcConfigKeys.Server.PORT_KEY, String.valueOf(port));
    }

    private void elections() {
        // An fsync or a collection of 150 ms (Ratis' default) must not unseat a leader; a dead one
        // is replaced in one to two seconds. Heartbeats go out at half the lower bound. A leader
        // without a quorum gives up after the upper one.
        set(Rpc.TIMEOUT_MIN_KEY, "500ms");
        set(Rpc.TIMEOUT_MAX_KEY, "1000ms");
        // One vote or append; above any honest pause, below a client's patience.
        set(Rpc.REQUEST_TIMEOUT_KEY, "3s");
        // Tell of a lagging follower and of a missing leader while it still helps.
        set(Rpc.SLOWNESS_TIMEOUT_KEY, "5s");
        set(Notification.NO_LEADER_TIMEOUT_KEY, "5s");
        // How long it then leaves the lead to others, and how long a pause of the JVM it survives.
        set(LeaderElection.LEADER_STEP_DOWN_WAIT_TIME_KEY, "1s");
        // After a pause this long Ratis closes its server; our halt switch then ends the process.
        set(RaftServerConfigKeys.CLOSE_THRESHOLD_KEY, "60s");
        // A node that comes back must not unseat a healthy leader with its high term.
        set(LeaderElection.PRE_VOTE_KEY, "true");
        // Adding a majority at once can lose the quorum for good (RATIS-1912).
        set(LeaderElection.MEMBER_MAJORITY_ADD_KEY, "false");
        // A newcomer is caught up when this close; the default 0.9 s without progress is too short.
        set(RaftServerConfigKeys.STAGING_CATCHUP_GAP_KEY, "100");
        set(RaftServerConfigKeys.STAGING_TIMEOUT_KEY, "30s");
        // A slow append must not delay heartbeats.
        set(GrpcConfigKeys.Server.HEARTBEAT_CHANNEL_KEY, "true");
        // A returning peer is tried every 100 ms for ten minutes, not every 5 s.
        set(Log.Appender.RETRY_POLICY_KEY, "1ms,10,100ms,6000,1s,1000");
    }

    private void durability() {
        // Both acknowledge what the disk may not have.
        set(Log.ASYNC_FLUSH_ENABLED_KEY, "false");
        set(Log.UNSAFE_FLUSH_ENABLED_KEY, "false");
        set(Log.USE_MEMORY_KEY, "false");
        // The other policy drops acknowledged entries behind a damaged one and starts.
        set(Log.CORRUPTION_POLICY_KEY, "EXCEPTION");
        // It would let a node know its commit index before it has found a quorum, which nothing of
        // ours needs, for one more entry and one more fsync with each commit.
        set(Log.LOG_METADATA_ENABLED_KEY, "false");
        // Appends that are chained all fail for ever, once one of them has: the node acknowledges
        // nothing until it is started again. Two that come on two connections at the same time are
        // enough for the first failure.
        set(Log.APPEND_ENTRIES_COMPOSE_ENABLED_KEY, "false");
        // The unit of purging, and of zeros written ahead just before an entry.
        set(Log.SEGMENT_SIZE_MAX_KEY, String.valueOf(SegmentFiller.SEGMENT_BYTES));
        set(Log.PREALLOCATED_SIZE_KEY, "1MB");
        // Segments kept in memory for followers that lag a little.
        set(Log.SEGMENT_CACHE_SIZE_MAX_KEY, "64MB");
    }

    private void reads() {
        // Never used: Ratis' linearizable reads were measured stale (F1), and so was the lease
        // (F2). Should one arrive all the same, it is at least not a plain stale read.
        set(Read.OPTION_KEY, "LINEARIZABLE");
        set(Read.LEADER_LEASE_ENABLED_KEY, "false");
        set(Read.LEADER_HEARTBEAT_CHECK_ENABLED_KEY, "true");
        set(Read.TIMEOUT_KEY, "2s");
    }

    private void limits() {
        // A short bounded queue: overload is refused early.
        set(Write.ELEMENT_LIMIT_KEY, "1024");
        set(Write.BYTE_LIMIT_KEY, "16MB");
        // When set, a dead follower stalls all commits.
        set(Write.FOLLOWER_GAP_RATIO_MAX_KEY, "-1");
        // An entry above the first limit deposes the leader (F8), so ours end at 3 MB; a message
        // must exceed it by a megabyte (RATIS-2135).
        set(Log.Appender.BUFFER_BYTE_LIMIT_KEY, "4MB");
        set(GrpcConfigKeys.MESSAGE_SIZE_MAX_KEY, "8MB");
        // Waiting for more entries to send is left to whoever proposes batches.
        set(Log.Appender.WAIT_TIME_MIN_KEY, "0ms");
        // Ratis' pools have no bound by default: overload would end in threads.
        set(ThreadPool.PROXY_CACHED_KEY, "false");
        set(ThreadPool.PROXY_SIZE_KEY, "16");
        set(ThreadPool.SERVER_CACHED_KEY, "false");
        set(ThreadPool.SERVER_SIZE_KEY, "16");
        set(ThreadPool.CLIENT_CACHED_KEY, "false");
        set(ThreadPool.CLIENT_SIZE_KEY, "64");
        // Not relied on; the state machine has the request ids.
        set(RetryCache.EXPIRY_TIME_KEY, "120s");
        // When a leader is silent for this long its connection is taken for dead.
        set(RaftClientConfigKeys.Rpc.REQUEST_TIMEOUT_KEY, "1500ms");
    }

    private void snapshots() {
        // Ours counts bytes and time as well, and purges once the snapshot is safe on disk.
        set(Snapshot.AUTO_TRIGGER_ENABLED_KEY, "false");
        set(Snapshot.TRIGGER_WHEN_STOP_ENABLED_KEY, "false");
        set(Snapshot.TRIGGER_WHEN_REMOVE_ENABLED_KEY, "false");
        set(Snapshot.RETENTION_FILE_NUM_KEY, "2");
        // How far to purge is for us to say, to the entry.
        set(Log.PURGE_UPTO_SNAPSHOT_INDEX_KEY, "false");
        set(Log.PURGE_PRESERVATION_LOG_NUM_KEY, "0");
        set(Log.PURGE_GAP_KEY, "1");
        // The leader sends the files itself; what arrives is checked before it is used.
        set(Log.Appender.INSTALL_SNAPSHOT_ENABLED_KEY, "true");
        // A chunk is written while the receiver's lock is held.
        set(Log.Appender.SNAPSHOT_CHUNK_SIZE_MAX_KEY, "1MB");
        // Times the chunks under way: how long a leader waits for a receiver that has died before
        // it
        // sends anew, at each attempt, because Ratis waits for room among these chunks without
        // looking whether the connection is still there. One that is only slow finishes all the
        // same and then says so.
        set(GrpcConfigKeys.Server.INSTALL_SNAPSHOT_REQUEST_TIMEOUT_KEY, "1500ms");
        set(GrpcConfigKeys.Server.INSTALL_SNAPSHOT_REQUEST_ELEMENT_LIMIT_KEY, "4");
    }

    private void check() {
        require(!Log.asyncFlushEnabled(properties), Log.ASYNC_FLUSH_ENABLED_KEY);
        require(!Log.unsafeFlushEnabled(properties), Log.UNSAFE_FLUSH_ENABLED_KEY);
        require(!Log.useMemory(properties), Log.USE_MEMORY_KEY);
        require(
                Log.corruptionPolicy(properties) == Log.CorruptionPolicy.EXCEPTION,
                Log.CORRUPTION_POLICY_KEY);
        require(
                !Log.appendEntriesComposeEnabled(properties),
                Log.APPEND_ENTRIES_COMPOSE_ENABLED_KEY);
        require(LeaderElection.preVote(properties), LeaderElection.PRE_VOTE_KEY);
        require(!LeaderElection.memberMajorityAdd(properties), "member.majority-add");
        require(!Read.leaderLeaseEnabled(properties), Read.LEADER_LEASE_ENABLED_KEY);
        require(
                Read.leaderHeartbeatCheckEnabled(properties),
                Read.LEADER_HEARTBEAT_CHECK_ENABLED_KEY);
        require(!Snapshot.autoTriggerEnabled(properties), Snapshot.AUTO_TRIGGER_ENABLED_KEY);
        require(Write.followerGapRatioMax(properties) < 0, Write.FOLLOWER_GAP_RATIO_MAX_KEY);
        require(
                Log.Appender.bufferByteLimit(properties).getSize() == 4 << 20,
                Log.Appender.BUFFER_BYTE_LIMIT_KEY);
        require(
                Log.Appender.installSnapshotEnabled(properties),
                Log.Appender.INSTALL_SNAPSHOT_ENABLED_KEY);
        require(!Log.purgeUptoSnapshotIndex(properties), Log.PURGE_UPTO_SNAPSHOT_INDEX_KEY);
        require(Log.purgeGap(properties) == 1, Log.PURGE_GAP_KEY);
        require(
                Log.segmentSizeMax(properties).getSize() == SegmentFiller.SEGMENT_BYTES,
                Log.SEGMENT_SIZE_MAX_KEY);
        List<File> dirs = RaftServerConfigKeys.storageDir(properties);
        require(
                dirs.stream().map(File::toString).toList().equals(List.of(value("storage.dir"))),
                RaftServerConfigKeys.STORAGE_DIR_KEY);
        require(
                RaftServerConfigKeys.removedGroupsDir(properties)
                        .toString()
                        .equals(value("removed.groups.dir")),
                RaftServerConfigKeys.REMOVED_GROUPS_DIR_KEY);
    }

    private String value(String name) {
        return values.getOrDefault(RaftServerConfigKeys.PREFIX + "." + name, "");
    }

    private static void require(boolean effective, String key) {
        if (!effective) {
            throw new IllegalStateException(
                    "Ratis does not take the setting " + key + "; this Ratis cannot be used");
        }
    }
}
