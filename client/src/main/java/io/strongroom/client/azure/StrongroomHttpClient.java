package io.strongroom.client.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;

import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;
import io.strongroom.client.http.Header;
import io.strongroom.client.transport.Transport;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets any client of the Azure SDK survive the loss of nodes: {@code new
 * SecretClientBuilder().httpClient(...)}. Requests to the cluster's names go to its nodes with
 * retries, as {@link Transport} describes; a changing request to a vault gets a {@code
 * Repeatability-Request-ID} unless {@link RepeatabilityPolicy} gave it one. Every answer is passed
 * on unchanged, 401 included. Bodies are held in memory. Thread-safe. {@link #send(HttpRequest)}
 * does not block its caller; {@link #sendSync} does.
 *
 * <p>It does not own the transport; closing it ends only its threads.
 */
public final class StrongroomHttpClient implements HttpClient, AutoCloseable {
    private static final Set<HttpMethod> CHANGING =
            EnumSet.of(HttpMethod.PUT, HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE);

    /**
     * What is done with keys by POST and changes nothing: any node can do it, any number of times.
     */
    private static final Pattern USE =
            Pattern.compile(
                    "/keys/.+/(encrypt|decrypt|wrapkey|unwrapkey|sign|verify|backup)/?",
                    Pattern.CASE_INSENSITIVE);

    private static final int MAX_THREADS = 256;
    private static final int MAX_WAITING = 10_000;

    private final Transport transport;
    private final Scheduler blocking;

    public StrongroomHttpClient(Transport transport) {
        this.transport = transport;
        blocking =
                Schedulers.newBoundedElastic(
                        MAX_THREADS, MAX_WAITING, "strongroom-http-client", 10, true);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> exchange(request)).subscribeOn(blocking);
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        try {
            return exchange(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        blocking.dispose();
    }

    private HttpResponse exchange(HttpRequest request) throws IOException {
        var uri = uri(request);
        var call =
                new Call(
                        method(request),
                        uri,
                        headers(request),
                        content(request),
                        effect(request, uri));
        return new BufferedResponse(request, transport.send(call.withRequestIds()).answer());
    }

    private Call.Effect effect(HttpRequest request, URI uri) {
        boolean use =
                request.getHttpMethod() == HttpMethod.POST
                        && uri.getPath() != null
                        && USE.matcher(uri.getPath()).matches();
        return transport.cluster().isVault(uri)
                        && CHANGING.contains(request.getHttpMethod())
                        && !use
                ? Call.Effect.CHANGE
                : Call.Effect.NONE;
    }

    private static URI uri(HttpRequest request) throws IOException {
        try {
            return request.getUrl().toURI();
        } catch (URISyntaxException e) {
            throw new IOException("not a URI: " + request.getUrl(), e);
        }
    }

    private static String method(HttpRequest request) {
        return request.getHttpMethod().toString();
    }

    private static List<Header> headers(HttpRequest request) {
        var headers = new ArrayList<Header>();
        for (var header : request.getHeaders()) {
            for (var value : header.getValuesList()) {
                headers.add(new Header(header.getName(), value));
            }
        }
        return headers;
    }

    private static @Nullable Content content(HttpRequest request) {
        var body = request.getBodyAsBinaryData();
        return body == null ? null : Content.of(body.toBytes());
    }
}
