package io.strongroom.raft.ratis.tls;

import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

import java.util.EnumSet;

/**
 * What Ratis serves on the peers' port: its server and client protocols. Its admin protocol changes
 * the membership, removes groups and takes snapshots; this node calls those in process, so over the
 * network they are refused to everyone, peers and loopback included. (A port of its own on loopback
 * would let every user of the machine reach what the TLS of the peers' port keeps shut.)
 */
final class PeerServices implements GrpcServices.Customizer {
    @Override
    public NettyServerBuilder customize(
            NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
        return builder.intercept(new RefuseAdmin()).intercept(new CommitLimit());
    }

    private static final class RefuseAdmin implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            String service = call.getMethodDescriptor().getServiceName();
            if (!AdminProtocolServiceGrpc.SERVICE_NAME.equals(service)) {
                return next.startCall(call, headers);
            }
            call.close(
                    Status.UNIMPLEMENTED.withDescription(
                            "the log is administered in its own process only"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }
}
