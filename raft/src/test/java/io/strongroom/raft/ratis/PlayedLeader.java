package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogConfig.TlsFiles;

import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Leads a node over the peers' port, as a test says; the node's real peers are not there. */
final class PlayedLeader implements AutoCloseable {
    private static final long NOTHING_COMMITTED = -1;

    private final LogConfig follower;
    private final Duration timeout;
    private final ManagedChannel channel;

    /** Replies in their order; empty when the node ended the stream. */
    private final BlockingQueue<Optional<AppendEntriesReplyProto>> replies =
            new LinkedBlockingQueue<>();

    private StreamObserver<AppendEntriesRequestProto> stream;

    PlayedLeader(TestCluster cluster, LogConfig follower, Path dir, Duration timeout)
            throws IOException {
        this.follower = follower;
        this.timeout = timeout;
        TlsFiles files = cluster.authority().issue(dir.resolve("played"), "127.0.0.3");
        this.channel =
                NettyChannelBuilder.forAddress(follower.self().host(), follower.self().port())
                        .sslContext(
                                GrpcSslContexts.forClient()
                                        .keyManager(
                                                files.certificate().toFile(),
                                                files.privateKey().toFile())
                                        .trustManager(files.trusted().toFile())
                                        .build())
                        .build();
        this.stream = opened();
    }

    private StreamObserver<AppendEntriesRequestProto> opened() {
        return RaftServerProtocolServiceGrpc.newStub(channel)
                .appendEntries(
                        new StreamObserver<>() {
                            @Override
                            public void onNext(AppendEntriesReplyProto reply) {
                                replies.add(Optional.of(reply));
                            }

                            @Override
                            public void onError(Throwable trouble) {
                                replies.add(Optional.empty());
                            }

                            @Override
                            public void onCompleted() {
                                // What is missed is missed where it is waited for.
                            }
                        });
    }

    void send(AppendEntriesRequestProto.Builder request) {
        stream.onNext(request.build());
    }

    /** Whether the node takes this part of a snapshot, and does not end the stream. */
    boolean takes(InstallSnapshotRequestProto.Builder part) throws InterruptedException {
        BlockingQueue<Boolean> taken = new LinkedBlockingQueue<>();
        RaftServerProtocolServiceGrpc.newStub(channel)
                .installSnapshot(
                        new StreamObserver<>() {
                            @Override
                            public void onNext(InstallSnapshotReplyProto reply) {
                                taken.add(true);
                            }

                            @Override
                            public void onError(Throwable trouble) {
                                taken.add(false);
                            }

                            @Override
                            public void onCompleted() {
                                // What is missed is missed where it is waited for.
                            }
                        })
                .onNext(part.build());
        Boolean first = taken.poll(timeout.toSeconds(), TimeUnit.SECONDS);
        if (first == null) {
            throw new AssertionError("no reply");
        }
        return first;
    }

    /** As a leader does whose stream was ended. */
    void reconnect() {
        stream = opened();
    }

    /** The next reply; empty when the node ended the stream instead. */
    Optional<AppendEntriesReplyProto> replyOrEnd() throws InterruptedException {
        Optional<AppendEntriesReplyProto> reply =
                replies.poll(timeout.toSeconds(), TimeUnit.SECONDS);
        if (reply == null) {
            throw new AssertionError("no reply");
        }
        return reply;
    }

    AppendEntriesReplyProto reply() throws InterruptedException {
        return replyOrEnd().orElseThrow(() -> new AssertionError("the node ended the stream"));
    }

    AppendEntriesRequestProto.Builder append(int leader, long term) {
        return AppendEntriesRequestProto.newBuilder()
                .setServerRequest(from(leader))
                .setLeaderTerm(term)
                .setLeaderCommit(NOTHING_COMMITTED);
    }

    /** A part, not the last one, of a snapshot that ends with an index. */
    InstallSnapshotRequestProto.Builder part(int leader, TermIndexProto end, int number) {
        return InstallSnapshotRequestProto.newBuilder()
                .setServerRequest(from(leader))
                .setLeaderTerm(end.getTerm())
                .setSnapshotChunk(
                        InstallSnapshotRequestProto.SnapshotChunkProto.newBuilder()
                                .setRequestId("snapshot")
                                .setRequestIndex(number)
                                .setTermIndex(end));
    }

    private RaftRpcRequestProto.Builder from(int leader) {
        return RaftRpcRequestProto.newBuilder()
                .setRequestorId(Peers.id(leader).toByteString())
                .setReplyId(Peers.id(follower.nodeId()).toByteString())
                .setRaftGroupId(
                        RaftGroupIdProto.newBuilder()
                                .setId(RaftGroupId.valueOf(follower.clusterId()).toByteString()));
    }

    static TermIndexProto at(long term, long index) {
        return TermIndexProto.newBuilder().setTerm(term).setIndex(index).build();
    }

    /** What Ratis' leaders begin their term with. */
    LogEntryProto configuration(long term, long index) {
        return LogEntryProto.newBuilder()
                .setTerm(term)
                .setIndex(index)
                .setConfigurationEntry(
                        RaftConfigurationProto.newBuilder()
                                .addAllPeers(
                                        Peers.of(follower.peers()).stream()
                                                .map(RaftPeer::getRaftPeerProto)
                                                .toList()))
                .build();
    }

    /** An entry for the state machine. */
    static LogEntryProto command(long term, long index) {
        return LogEntryProto.newBuilder()
                .setTerm(term)
                .setIndex(index)
                .setStateMachineLogEntry(
                        StateMachineLogEntryProto.newBuilder()
                                .setLogData(ByteString.copyFromUtf8("command " + index)))
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
