package io.strongroom.chaos.contract;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Requests over HTTP/2, as far as the JDK's client lets them be sent. */
final class Http2 implements AutoCloseable {
    private static final Set<String> HTTP1_ONLY =
            Set.of(
                    "host",
                    "content-length",
                    "connection",
                    "transfer-encoding",
                    "upgrade",
                    "expect");

    private final Tunnel tunnel;
    private final HttpClient client;

    Http2(SSLContext tls, InetSocketAddress node) throws IOException {
        this.tunnel = new Tunnel(node);
        this.client =
                HttpClient.newBuilder()
                        .sslContext(tls)
                        .proxy(ProxySelector.of(tunnel.address()))
                        .build();
    }

    /** The answer; empty when the client refuses to send such a request. */
    Optional<Answer> send(RawRequest request) throws IOException {
        try {
            HttpResponse<String> response =
                    client.send(
                            translated(request),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.version() != HttpClient.Version.HTTP_2) {
                throw new IllegalStateException("answered over " + response.version());
            }
            Map<String, List<String>> headers = new TreeMap<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            return Optional.of(new Answer(response.statusCode(), headers, response.body()));
        } catch (IllegalArgumentException cannotBeSaid) {
            return Optional.empty();
        } catch (SSLException noCertificateForTheName) {
            return Optional.empty();
        } catch (HttpTimeoutException silent) {
            return Optional.of(Answer.SILENCE);
        } catch (IOException closed) {
            return Optional.of(Answer.NONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static HttpRequest translated(RawRequest request) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create("https://" + host(request) + request.target()))
                        .timeout(Duration.ofSeconds(30))
                        .method(
                                request.method(),
                                HttpRequest.BodyPublishers.ofByteArray(
                                        request.body().getBytes(StandardCharsets.ISO_8859_1)));
        for (String line : request.headers()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("no header: " + line);
            }
            String name = line.substring(0, colon);
            if (!HTTP1_ONLY.contains(name.toLowerCase(Locale.ROOT))) {
                builder.header(name, line.substring(colon + 1).strip());
            }
        }
        return builder.build();
    }

    private static String host(RawRequest request) {
        return request.headers().stream()
                .filter(line -> line.startsWith("Host: "))
                .map(line -> line.substring("Host: ".length()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no host"));
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        tunnel.close();
    }
}
