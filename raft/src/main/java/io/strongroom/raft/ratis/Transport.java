package io.strongroom.raft.ratis;

import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;

import java.util.concurrent.CompletableFuture;

/** One way to hand a request to the server that it names. */
interface Transport {
    /** Sends once, without retries; may block the caller. Trouble comes in the future or reply. */
    CompletableFuture<RaftClientReply> send(RaftClientRequest request);
}
