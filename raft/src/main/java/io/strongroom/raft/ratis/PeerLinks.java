package io.strongroom.raft.ratis;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.client.GrpcClientRpc;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The connections over which this node sends its own requests to the other nodes: one channel per
 * peer, made on first use and replaced as soon as a request fails on it. Thread-safe.
 *
 * <p>Ratis' client is not used: it orders, retries and blocks by its own rules. Its stream is dead
 * after the first "not the leader", and a gRPC channel that could not connect waits longer and
 * longer before it tries again; a new channel has neither problem.
 */
final class PeerLinks implements Transport, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerLinks.class);

    /** Above the time after which a request is given up. */
    private static final long DRAIN_SECONDS = 15;

    private final ClientId client;
    private final RaftProperties properties;
    private final GrpcFactory factory;
    private final Supplier<Collection<RaftPeer>> peers;
    private final Map<RaftPeerId, GrpcClientRpc> links = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param peers whom this node knows now; asked for each new channel
     */
    PeerLinks(
            ClientId client,
            RaftProperties properties,
            Parameters tls,
            Supplier<Collection<RaftPeer>> peers) {
        this.client = client;
        this.properties = properties;
        this.factory = new GrpcFactory(tls);
        this.peers = peers;
    }

    @Override
    public CompletableFuture<RaftClientReply> send(RaftClientRequest request) {
        RaftPeerId peer = request.getServerId();
        if (closed) {
            return CompletableFuture.failedFuture(new IOException("this node is closing"));
        }
        GrpcClientRpc link = links.computeIfAbsent(peer, _ -> connect());
        if (closed) {
            link.close();
        }
        return link.sendRequestAsyncUnordered(request)
                .whenComplete((_, trouble) -> {
                    if (trouble != null && links.remove(peer, link)) {
                        log.atDebug()
                                .addKeyValue("peer", peer)
                                .setCause(trouble)
                                .log("peer_link_replaced");
                        closeAside(link);
                    }
                });
    }

    /**
     * Lets the next request to each peer make a new connection. Those under way end on the old
     * ones, which are closed once no request of theirs can still be waited for.
     */
    void renew() {
        for (Map.Entry<RaftPeerId, GrpcClientRpc> old : Map.copyOf(links).entrySet()) {
            if (links.remove(old.getKey(), old.getValue())) {
                CompletableFuture.delayedExecutor(DRAIN_SECONDS, TimeUnit.SECONDS)
                        .execute(() -> closeAside(old.getValue()));
            }
        }
    }

    private GrpcClientRpc connect() {
        GrpcClientRpc link = factory.newRaftClientRpc(client, properties);
        link.addRaftPeers(peers.get());
        return link;
    }

    /** Nobody waits for it: gRPC gives a peer that does not answer three seconds. */
    private static void closeAside(GrpcClientRpc link) {
        Thread.ofVirtual().name("peer-link-close").start(link::close);
    }

    /** Does not wait. */
    @Override
    public void close() {
        closed = true;
        links.values().forEach(PeerLinks::closeAside);
        links.clear();
    }
}
