package io.strongroom.raft.ratis.tls;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/**
 * Keeps a follower from committing a first entry that its leader has not sent it. A leader's commit
 * index holds for a follower up to the last entry that the two are known to share (Raft, figure 2,
 * AppendEntries 5). Ratis 3.3 takes "no entry before these" for "entry 0 before these": a sign of
 * life that begins at entry 0 commits whatever entry 0 the follower has. When that is one of a
 * leader that was deposed at once, the follower then refuses the right one for ever.
 */
final class CommitLimit implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            @SuppressWarnings("unchecked") // What is made of a request is a request of its class.
            public void onMessage(A message) {
                super.onMessage(
                        message instanceof AppendEntriesRequestProto append
                                ? (A) limited(append)
                                : message);
            }
        };
    }

    /** The same request, with a commit index no higher than the last entry that it speaks of. */
    static AppendEntriesRequestProto limited(AppendEntriesRequestProto append) {
        long last = append.getEntriesCount() - 1L;
        return append.hasPreviousLog() || append.getLeaderCommit() <= last
                ? append
                : append.toBuilder().setLeaderCommit(last).build();
    }
}
