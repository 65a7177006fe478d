package io.strongroom.chaos.bench.etcd;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts and linearizable gets over gRPC, over several connections, one of them at random each time.
 * Thread-safe; blocks the caller.
 */
public final class EtcdStore implements AutoCloseable {
    private final List<ManagedChannel> connections = new ArrayList<>();

    /**
     * @param endpoints the nodes to use
     * @param connectionsPerNode to each of them
     */
    public EtcdStore(List<URI> endpoints, int connectionsPerNode) {
        for (URI endpoint : endpoints) {
            for (int i = 0; i < connectionsPerNode; i++) {
                connections.add(
                        ManagedChannelBuilder.forAddress(endpoint.getHost(), endpoint.getPort())
                                .usePlaintext()
                                // The answer is handed over to a waiting thread, nothing more.
                                .directExecutor()
                                .build());
            }
        }
    }

    public void put(String key, String value) {
        var _ = call(EtcdMessages.PUT, EtcdMessages.put(key, value));
    }

    /**
     * Etcd's default read, which asks a quorum.
     *
     * @throws IllegalStateException when there is no such key
     */
    public String get(String key) {
        byte[] answer = call(EtcdMessages.RANGE, EtcdMessages.range(key));
        return EtcdMessages.value(answer)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("no key " + key));
    }

    /** Whether the node of the first endpoint leads. */
    boolean leads() {
        return EtcdMessages.leads(call(EtcdMessages.STATUS, new byte[0]));
    }

    private byte[] call(MethodDescriptor<byte[], byte[]> method, byte[] request) {
        ManagedChannel channel =
                connections.get(ThreadLocalRandom.current().nextInt(connections.size()));
        try {
            return ClientCalls.futureUnaryCall(
                            channel.newCall(method, CallOptions.DEFAULT), request)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("etcd refused: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        connections.forEach(ManagedChannel::shutdownNow);
    }
}
