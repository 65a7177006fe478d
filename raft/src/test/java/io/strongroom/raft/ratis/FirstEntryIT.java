package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogConfig.TlsFiles;
import io.strongroom.raft.RaftException;

import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A first entry that only one node has, of a leader that was deposed at once: the test plays both
 * leaders over the peers' port.
 */
class FirstEntryIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long NOTHING_COMMITTED = -1;

    @TempDir private Path dir;

    private final BlockingQueue<AppendEntriesReplyProto> replies = new LinkedBlockingQueue<>();

    @Test
    void append_afterASignOfLifeThatCameFirst_replacesTheOtherTermsEntry()
            throws RaftException, IOException, InterruptedException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT)) {
            cluster.start(2);
            LogConfig config = cluster.config(2);
            ManagedChannel channel = connect(cluster, config);
            try {
                StreamObserver<AppendEntriesRequestProto> node =
                        RaftServerProtocolServiceGrpc.newStub(channel).appendEntries(observer());

                node.onNext(append(config, 3, 1).addEntries(first(config, 1)).build());
                assertEquals(AppendResult.SUCCESS, reply().getResult());

                // The next leader's entry 0 is committed elsewhere; its sign of life comes on
                // another way, and before the entry.
                node.onNext(append(config, 1, 2).setLeaderCommit(0).build());
                assertEquals(AppendResult.SUCCESS, reply().getResult());

                node.onNext(
                        append(config, 1, 2)
                                .setLeaderCommit(0)
                                .addEntries(first(config, 2))
                                .build());
                AppendEntriesReplyProto answer = reply();
                assertEquals(AppendResult.SUCCESS, answer.getResult(), answer::toString);
                assertEquals(0, answer.getFollowerCommit());
            } finally {
                channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            }
        }
    }

    private ManagedChannel connect(TestCluster cluster, LogConfig config) throws IOException {
        TlsFiles files = cluster.authority().issue(dir.resolve("played"), "127.0.0.3");
        return NettyChannelBuilder.forAddress(config.self().host(), config.self().port())
                .sslContext(
                        GrpcSslContexts.forClient()
                                .keyManager(
                                        files.certificate().toFile(), files.privateKey().toFile())
                                .trustManager(files.trusted().toFile())
                                .build())
                .build();
    }

    private StreamObserver<AppendEntriesReplyProto> observer() {
        return new StreamObserver<>() {
            @Override
            public void onNext(AppendEntriesReplyProto reply) {
                replies.add(reply);
            }

            @Override
            public void onError(Throwable trouble) {
                // The reply is missed where it is waited for.
            }

            @Override
            public void onCompleted() {
                // As above.
            }
        };
    }

    private AppendEntriesReplyProto reply() throws InterruptedException {
        AppendEntriesReplyProto reply = replies.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (reply == null) {
            throw new AssertionError("no reply");
        }
        return reply;
    }

    private static AppendEntriesRequestProto.Builder append(
            LogConfig config, int leader, long term) {
        return AppendEntriesRequestProto.newBuilder()
                .setServerRequest(
                        RaftRpcRequestProto.newBuilder()
                                .setRequestorId(Peers.id(leader).toByteString())
                                .setReplyId(Peers.id(config.nodeId()).toByteString())
                                .setRaftGroupId(
                                        RaftGroupIdProto.newBuilder()
                                                .setId(
                                                        RaftGroupId.valueOf(config.clusterId())
                                                                .toByteString())))
                .setLeaderTerm(term)
                .setLeaderCommit(NOTHING_COMMITTED);
    }

    /** What Ratis' leaders begin a log with. */
    private static LogEntryProto first(LogConfig config, long term) {
        return LogEntryProto.newBuilder()
                .setTerm(term)
                .setIndex(0)
                .setConfigurationEntry(
                        RaftConfigurationProto.newBuilder()
                                .addAllPeers(
                                        Peers.of(config.peers()).stream()
                                                .map(RaftPeer::getRaftPeerProto)
                                                .toList()))
                .build();
    }
}
