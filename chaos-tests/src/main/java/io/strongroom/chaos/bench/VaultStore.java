package io.strongroom.chaos.bench;

import io.strongroom.client.TokenProvider;
import io.strongroom.client.http.Trust;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalH2AsyncClient;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sets and gets of secrets over HTTP/2 and TLS, as etcd's side does over gRPC: several connections,
 * one of them at random each time, no retries, and of the answer no more is read than whether it is
 * the value. Thread-safe; blocks the caller.
 */
final class VaultStore implements AutoCloseable {
    static final String VERSION = "?api-version=7.6";

    private final List<MinimalH2AsyncClient> connections = new ArrayList<>();
    private final URI vault;
    private final TokenProvider tokens;

    /**
     * @param nodes their URLs, whose hosts are addresses
     * @param connectionsPerNode to each of them
     */
    VaultStore(
            URI vault, List<URI> nodes, int connectionsPerNode, Trust trust, TokenProvider tokens) {
        this.vault = vault;
        this.tokens = tokens;
        for (URI node : nodes) {
            for (int i = 0; i < connectionsPerNode; i++) {
                MinimalH2AsyncClient connection =
                        HttpAsyncClients.createHttp2Minimal(
                                H2Config.DEFAULT,
                                IOReactorConfig.custom()
                                        .setIoThreadCount(1)
                                        .setTcpNoDelay(true)
                                        .build(),
                                only(node),
                                ClientTlsStrategyBuilder.create()
                                        .setSslContext(trust.sslContext())
                                        .buildAsync());
                connection.start();
                connections.add(connection);
            }
        }
    }

    /** The vault's name leads to this node. */
    private static DnsResolver only(URI node) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {InetAddress.getByName(node.getHost())};
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    void set(String name, String value) {
        SimpleHttpRequest request =
                SimpleRequestBuilder.put(vault.resolve("/secrets/" + name + VERSION))
                        .setBody("{\"value\":\"" + value + "\"}", ContentType.APPLICATION_JSON)
                        .build();
        var _ = call(request);
    }

    /**
     * Gets the newest version.
     *
     * @throws IllegalStateException unless the answer has a value
     */
    void get(String name) {
        SimpleHttpRequest request =
                SimpleRequestBuilder.get(vault.resolve("/secrets/" + name + VERSION)).build();
        if (!call(request).contains("\"value\":\"")) {
            throw new IllegalStateException("an answer without a value");
        }
    }

    /**
     * Posts JSON, as the use of a key is asked for.
     *
     * @param path below the vault
     * @return the answer's body
     * @throws IllegalStateException unless it is answered with 200
     */
    String post(String path, String body) {
        return call(
                SimpleRequestBuilder.post(vault.resolve(path + VERSION))
                        .setBody(body, ContentType.APPLICATION_JSON)
                        .build());
    }

    private String call(SimpleHttpRequest request) {
        request.setHeader("authorization", "Bearer " + tokens.token());
        MinimalH2AsyncClient connection =
                connections.get(ThreadLocalRandom.current().nextInt(connections.size()));
        try {
            SimpleHttpResponse response = connection.execute(request, null).get();
            if (response.getCode() != 200) {
                throw new IllegalStateException(response.getCode() + ": " + response.getBodyText());
            }
            return response.getBodyText();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("no answer: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        connections.forEach(connection -> connection.close(CloseMode.IMMEDIATE));
    }
}
