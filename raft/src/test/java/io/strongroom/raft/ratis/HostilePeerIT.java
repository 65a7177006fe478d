package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogConfig.TlsFiles;
import io.strongroom.raft.testing.TestAuthority;

import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.StateMachineExceptionProto;
import org.apache.ratis.proto.RaftProtos.ThrowableProto;
import org.apache.ratis.proto.grpc.RaftClientProtocolServiceGrpc;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ClientAuth;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A node of the cluster, with a good certificate, that answers with hostile object streams. */
class HostilePeerIT {
    private static final AtomicInteger BUILT = new AtomicInteger();
    private static final RaftGroupId GROUP = RaftGroupId.valueOf(UUID.randomUUID());

    @TempDir private Path dir;

    private final AtomicLong callId = new AtomicLong();
    private final Answers answers = new Answers();
    private final ClientId client = ClientId.randomId();
    private Server server;
    private PeerLinks links;

    @BeforeAll
    static void install() {
        RatisSerialFilter.install();
    }

    @BeforeEach
    void start() throws IOException {
        BUILT.set(0);
        TestAuthority authority = TestAuthority.create("hostile");
        TlsFiles files = authority.issue(dir, "127.0.0.1");
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                        .sslContext(
                                GrpcSslContexts.configure(
                                                SslContextBuilder.forServer(
                                                        files.certificate().toFile(),
                                                        files.privateKey().toFile()))
                                        .trustManager(files.trusted().toFile())
                                        .clientAuth(ClientAuth.REQUIRE)
                                        .build())
                        .addService(answers)
                        .build()
                        .start();
        links =
                new PeerLinks(
                        client,
                        new RatisSettings(dir, dir, "127.0.0.1", 1).properties(),
                        RawTls.parameters(files),
                        () ->
                                Peers.of(
                                        List.of(
                                                new LogConfig.Peer(
                                                        1, "127.0.0.1", server.getPort()))));
    }

    @AfterEach
    void stop() throws InterruptedException {
        links.close();
        server.shutdownNow().awaitTermination();
    }

    @Test
    void answer_withAForbiddenClassAsStackTrace_isRefusedAndNothingIsBuilt() throws IOException {
        answers.next =
                reply().setStateMachineException(
                                StateMachineExceptionProto.newBuilder()
                                        .setExceptionClassName("java.io.IOException")
                                        .setErrorMsg("hostile")
                                        .setStacktrace(bytes(new Gadget())));
        refusedAndAlive();
    }

    @Test
    void answer_withAForbiddenCause_isRefusedAndNothingIsBuilt() throws IOException {
        answers.next =
                reply().setLeaderSteppingDownException(
                                ThrowableProto.newBuilder()
                                        .setClassName(LeaderSteppingDownException.class.getName())
                                        .setErrorMessage("hostile")
                                        .setCause(bytes(new IOException("outer", new Gadget()))));
        refusedAndAlive();
    }

    @Test
    void answer_withABombOfNestedSets_isRefusedAtOnce() throws IOException {
        // 2^100 calls of hashCode when read: it would keep a processor busy for ever.
        Set<Object> bomb = new HashSet<>();
        Set<Object> left = bomb;
        Set<Object> right = new HashSet<>();
        for (int level = 0; level < 100; level++) {
            Set<Object> nextLeft = new HashSet<>();
            Set<Object> nextRight = new HashSet<>();
            nextLeft.add("x");
            left.add(nextLeft);
            left.add(nextRight);
            right.add(nextLeft);
            right.add(nextRight);
            left = nextLeft;
            right = nextRight;
        }
        answers.next =
                reply().setStateMachineException(
                                StateMachineExceptionProto.newBuilder()
                                        .setExceptionClassName("java.io.IOException")
                                        .setErrorMsg("hostile")
                                        .setStacktrace(bytes(bomb)));
        refusedAndAlive();
    }

    @Test
    void failure_withAForbiddenClassInItsTrailers_isRefusedAndNothingIsBuilt() throws IOException {
        Metadata trailers = new Metadata();
        trailers.put(
                Metadata.Key.of("exception-object-bin", Metadata.BINARY_BYTE_MARSHALLER),
                serialized(new Gadget()));
        answers.trailers = trailers;
        refusedAndAlive();
    }

    private void refusedAndAlive() {
        assertThrows(CompletionException.class, this::send);
        assertEquals(0, BUILT.get());
        answers.trailers = null;
        // An attempt ends after a second and a half, in which the machine may have stood still.
        TestCluster.eventually(
                "an honest answer to be taken",
                () -> {
                    answers.next = honest();
                    try {
                        return send().isSuccess();
                    } catch (CompletionException late) {
                        return false;
                    }
                });
    }

    private RaftClientReplyProto.Builder honest() {
        return ClientProtoUtils.toRaftClientReplyProto(
                RaftClientReply.newBuilder()
                        .setClientId(client)
                        .setServerId(RaftGroupMemberId.valueOf(Peers.id(1), GROUP))
                        .setCallId(callId.get() + 1)
                        .setSuccess(true)
                        .setMessage(Message.valueOf("honest"))
                        .build())
                .toBuilder();
    }

    private RaftClientReply send() {
        return links.send(
                        RaftClientRequest.newBuilder()
                                .setClientId(client)
                                .setServerId(Peers.id(1))
                                .setGroupId(GROUP)
                                .setCallId(callId.incrementAndGet())
                                .setMessage(Message.valueOf("hello"))
                                .setType(RaftClientRequest.writeRequestType())
                                .build())
                .join();
    }

    private RaftClientReplyProto.Builder reply() {
        return ClientProtoUtils.toRaftClientReplyProto(
                RaftClientReply.newBuilder()
                        .setClientId(client)
                        .setServerId(RaftGroupMemberId.valueOf(Peers.id(1), GROUP))
                        .setCallId(callId.get() + 1)
                        .setSuccess(false)
                        .setException(new LeaderSteppingDownException("replaced"))
                        .build())
                .toBuilder();
    }

    private static ByteString bytes(Object object) throws IOException {
        return ByteString.copyFrom(serialized(object));
    }

    private static byte[] serialized(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    /** Tells when it is read; a real one would start a program there. */
    private static final class Gadget extends Exception {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            BUILT.incrementAndGet();
            in.defaultReadObject();
        }
    }

    private static final class Answers
            extends RaftClientProtocolServiceGrpc.RaftClientProtocolServiceImplBase {
        private volatile RaftClientReplyProto.Builder next = RaftClientReplyProto.newBuilder();
        private volatile @Nullable Metadata trailers;

        @Override
        public StreamObserver<RaftClientRequestProto> unordered(
                StreamObserver<RaftClientReplyProto> to) {
            return new StreamObserver<>() {
                @Override
                public void onNext(RaftClientRequestProto request) {
                    Metadata hostile = trailers;
                    if (hostile != null) {
                        to.onError(Status.INTERNAL.asRuntimeException(hostile));
                    } else {
                        to.onNext(next.build());
                        to.onCompleted();
                    }
                }

                @Override
                public void onError(Throwable trouble) {}

                @Override
                public void onCompleted() {}
            };
        }
    }
}
