package io.strongroom.server.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.strongroom.client.api.Headers;
import io.strongroom.server.config.HttpSettings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The HTTPS listener: Armeria's requests to ours and back, one virtual thread each. What Armeria
 * refuses by itself gets our error body too.
 */
public final class ApiServer implements AutoCloseable {
    /** A restore's blob is the largest body. */
    private static final long MAX_BODY_BYTES = 4L * 1024 * 1024;

    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration QUIET_PERIOD = Duration.ofMillis(200);

    /** Changes that wait for a majority which is being stopped too would take their whole time. */
    private static final Duration DRAINS_WITHIN = Duration.ofSeconds(5);

    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

    /**
     * Threads that read and write connections. They take a third to half of a request's processor
     * time, and with no more of them than that each finds more to do whenever it wakes up.
     */
    private static final int WORKERS = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);

    private final Server server;
    private final ServedCertificate certificate;
    private final HttpSettings settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Function<ApiRequest, ApiResponse> handler;
    private final CommonHeaders commonHeaders;
    private final ResponseHeaders constantHeaders;
    private final AtomicReference<@Nullable Channel> listening = new AtomicReference<>();
    private volatile boolean draining;

    /**
     * @param handler answers every request; an {@link ApiException} is turned into its answer
     * @throws IOException naming the certificate and private key that cannot be used
     */
    public ApiServer(
            HttpSettings settings,
            CommonHeaders commonHeaders,
            Function<ApiRequest, ApiResponse> handler)
            throws IOException {
        this.settings = settings;
        this.handler = handler;
        this.commonHeaders = commonHeaders;
        ResponseHeadersBuilder constant = ResponseHeaders.builder(HttpStatus.OK);
        commonHeaders.addConstantTo(constant::set);
        this.constantHeaders = constant.build();
        try {
            this.certificate = new ServedCertificate(settings, InstantSource.system());
            this.server = server();
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new IOException(
                    "http.certificate %s and http.privateKey %s cannot be used (%s): they must be a certificate chain and its unencrypted PKCS#8 key, both in PEM"
                            .formatted(
                                    settings.certificate(), settings.privateKey(), rootMessage(e)),
                    e);
        }
    }

    /** When the certificate expires that clients are shown; later, once it is exchanged. */
    public Instant certificateExpires() {
        return certificate.expires();
    }

    private Server server() {
        ServerBuilder builder =
                Server.builder()
                        .port(
                                new InetSocketAddress(settings.bindAddress(), settings.port()),
                                SessionProtocol.HTTPS)
                        .tlsProvider(
                                certificate,
                                ServerTlsConfig.builder()
                                        .tlsCustomizer(tls -> tls.protocols("TLSv1.3", "TLSv1.2"))
                                        .build())
                        .workerGroup(WORKERS)
                        .maxRequestLength(MAX_BODY_BYTES)
                        .http1MaxHeaderSize(MAX_HEADER_BYTES)
                        .http1MaxInitialLineLength(MAX_HEADER_BYTES)
                        .http2MaxHeaderListSize(MAX_HEADER_BYTES)
                        .requestTimeout(REQUEST_TIMEOUT)
                        .idleTimeout(IDLE_TIMEOUT)
                        .gracefulShutdownTimeout(QUIET_PERIOD, DRAINS_WITHIN)
                        .disableServerHeader()
                        .errorHandler(new OurErrors(this::headers))
                        // What a caller did wrong is no news; what we did wrong, OurErrors logs.
                        .unloggedExceptionsReportInterval(Duration.ZERO)
                        .childChannelPipelineCustomizer(this::connected)
                        .serviceUnder("/", new Unary());
        return builder.build();
    }

    /**
     * Binds; returns when requests are served.
     *
     * @throws IOException naming the address that cannot be bound
     */
    public void start() throws IOException {
        try {
            server.start().join();
            certificate.watch();
        } catch (CompletionException e) {
            throw new IOException(
                    "cannot listen on %s:%d (%s): check that this is the node's own address and that nothing else uses the port"
                            .formatted(settings.bindAddress(), settings.port(), rootMessage(e)),
                    e);
        }
    }

    private static String rootMessage(Throwable trouble) {
        Throwable root = trouble;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** Armeria keeps its listening socket to itself; a connection knows where it came from. */
    private void connected(ChannelPipeline pipeline) {
        Channel parent = pipeline.channel().parent();
        if (parent != null) {
            listening.set(parent);
        }
    }

    /**
     * Refuses new connections, and serves on over those there are, asking each to end with its next
     * answer: {@code connection: close}, or GOAWAY.
     */
    public void drain() {
        draining = true;
        Channel channel = listening.get();
        if (channel != null) {
            var _ = channel.close().awaitUninterruptibly(CLOSES_WITHIN.toMillis());
        }
    }

    /** Refuses new requests, lets those under way end if they do so soon, then unbinds. */
    @Override
    public void close() {
        certificate.close();
        server.stop().join();
        // Nobody hears their answers any more, and they still hold views of the state.
        threads.shutdownNow();
        threads.close();
    }

    /** Whole requests to whole answers, which Armeria does with less effort than streams. */
    private final class Unary implements HttpService {
        @Override
        public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
            return ApiServer.this.serve(context, request);
        }

        @Override
        public ExchangeType exchangeType(RoutingContext routing) {
            return ExchangeType.UNARY;
        }
    }

    private HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        if (draining) {
            var _ = context.initiateConnectionShutdown();
        }
        CompletableFuture<HttpResponse> answer =
                request.aggregate().thenApplyAsync(whole -> answer(context, whole), threads);
        return HttpResponse.of(answer);
    }

    private HttpResponse answer(ServiceRequestContext context, AggregatedHttpRequest whole) {
        RequestHeaders received = whole.headers();
        ApiResponse response;
        try {
            response = handler.apply(request(context, whole));
        } catch (ApiException e) {
            response = ErrorMapper.response(e);
        } catch (RuntimeException e) {
            response = ErrorMapper.unexpected(e);
        }
        return HttpResponse.of(
                headers(received, response, context.clientAddress()),
                HttpData.wrap(response.body()));
    }

    private static ApiRequest request(ServiceRequestContext context, AggregatedHttpRequest whole) {
        Map<String, String> headers = new TreeMap<>();
        // As one line (RFC 9110, 5.2): of two tokens or types neither is picked, both are refused.
        whole.headers()
                .forEach((name, value) ->
                        headers.merge(name.toString(), value, (one, two) -> one + ", " + two));
        // Armeria's decoded path has lost double slashes; the raw target still has its query.
        String target = context.rawPath();
        int question = target.indexOf('?');
        String authority = whole.headers().authority();
        return new ApiRequest(
                whole.method().name(),
                authority == null ? "" : authority,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers,
                whole.content().array());
    }

    private ResponseHeaders headers(
            RequestHeaders received, ApiResponse response, @Nullable InetAddress client) {
        ResponseHeadersBuilder builder = constantHeaders.toBuilder().status(response.status());
        commonHeaders.addTo(builder::set, received.get(Headers.CLIENT_REQUEST_ID));
        if (client != null) {
            builder.set("x-ms-keyvault-network-info", networkInfo(client));
        }
        response.headers().forEach(builder::set);
        if (!response.contentType().isEmpty()) {
            builder.set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        }
        return builder.build();
    }

    private static String networkInfo(InetAddress client) {
        boolean v4 = client instanceof Inet4Address;
        return (v4 ? "conn_type=Ipv4;addr=" : "conn_type=Ipv6;addr=")
                + client.getHostAddress()
                + (v4 ? ";act_addr_fam=InterNetwork;" : ";act_addr_fam=InterNetworkV6;");
    }
}
