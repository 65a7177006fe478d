package io.strongroom.client.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;

/** A node that answers as its script says and remembers what it was asked. Thread-safe. */
public final class FakeNode implements AutoCloseable {
    private final int id;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Seen> log;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Function<Seen, Response> script = request -> Response.of(404, "");
    private volatile @Nullable Integer leader;
    private volatile String health = "ready";
    private volatile @Nullable String reason;

    private FakeNode(int id, SSLContext tls, List<Seen> log) {
        this.id = id;
        this.log = log;
        try {
            server = HttpsServer.create(new InetSocketAddress("127.0.0." + id, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * With the certificate that a node has.
     *
     * @param log gets every request; of several nodes, in their order
     */
    static FakeNode start(int id, List<Seen> log) {
        return new FakeNode(id, TestCa.good().context("node"), log);
    }

    /** With a trusted certificate for other names. */
    public static FakeNode startAsStranger(int id) {
        return new FakeNode(id, TestCa.good().context("stranger"), new CopyOnWriteArrayList<>());
    }

    public FakeNode answers(Function<Seen, Response> newScript) {
        script = newScript;
        return this;
    }

    public FakeNode leader(@Nullable Integer newLeader) {
        leader = newLeader;
        return this;
    }

    public FakeNode health(String status) {
        health = status;
        return this;
    }

    /** Not ready, and why. */
    public FakeNode unready(String why) {
        reason = why;
        return health("not-ready");
    }

    public URI uri() {
        return URI.create("https://127.0.0." + id + ":" + server.getAddress().getPort());
    }

    /** Without the questions for its health. */
    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var request =
                    new Seen(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            sni((HttpsExchange) exchange),
                            lowerCased(exchange.getRequestHeaders()),
                            new String(body, StandardCharsets.UTF_8));
            if (!request.target().startsWith("/health")) {
                seen.add(request);
                log.add(request);
            }
            var response =
                    request.target().equals("/health/ready")
                            ? healthAnswer()
                            : script.apply(request);
            if (!response.dropped()) {
                answer(exchange, response);
            }
        }
    }

    private void answer(HttpExchange exchange, Response response) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.add("x-strongroom-node", Integer.toString(id));
        headers.add("x-ms-request-id", "request-" + id);
        var told = leader;
        if (told != null) {
            headers.add("x-strongroom-leader", told.toString());
        }
        response.headers().forEach(header -> headers.add(header.name(), header.value()));
        var bytes = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Response healthAnswer() {
        var told = leader;
        var role = told != null && told == id ? "leader" : "follower";
        var why = reason == null ? "" : "\"reason\":\"" + reason + "\",";
        return Response.of(
                health.equals("ready") ? 200 : 503,
                "{\"status\":\"%s\",%s\"node\":%d,\"role\":\"%s\",\"leader\":%s,\"appliedIndex\":7}"
                        .formatted(health, why, id, role, told));
    }

    private static String sni(HttpsExchange exchange) {
        return ((ExtendedSSLSession) exchange.getSSLSession())
                .getRequestedServerNames().stream()
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .collect(Collectors.joining(","));
    }

    private static Map<String, List<String>> lowerCased(Map<String, List<String>> headers) {
        return headers.entrySet().stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                entry -> entry.getKey().toLowerCase(Locale.ROOT),
                                entry -> List.copyOf(entry.getValue())));
    }
}
