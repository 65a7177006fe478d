package io.strongroom.client.http;

import io.strongroom.client.http.ExchangeException.Stage;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Sends calls to addresses over pooled TLS connections, each once. TLS (SNI and verification) and
 * {@code Host} go by the call's URI, the connection by the address: no name service needs to know
 * the vault's name. Thread-safe; blocks the caller, without monitors, so virtual threads are fine.
 */
public final class Exchange implements AutoCloseable {
    /** Far above any page or backup; guards the heap against an endless answer. */
    private static final int MAX_ANSWER_BYTES = 32 << 20;

    private static final Duration CHECK_IDLE_AFTER = Duration.ofSeconds(1);

    /** Sooner than servers usually do, or requests would meet connections being closed. */
    private static final Duration DROP_IDLE_AFTER = Duration.ofSeconds(8);

    /** Set by the HTTP library from the URI, the content and the connection. */
    private static final Set<String> FRAMING =
            Set.of("host", "content-length", "transfer-encoding", "connection", "expect");

    private static final Set<String> WITH_CONTENT = Set.of("PUT", "POST", "PATCH");

    private final CloseableHttpClient http;
    private final ScheduledThreadPoolExecutor watchdog;

    /**
     * Opens nothing yet.
     *
     * @param connectionsPerAddress more callers than that wait for a connection
     */
    public Exchange(Trust trust, int connectionsPerAddress, int addresses, Duration connect) {
        var connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(
                                new DefaultClientTlsStrategy(
                                        trust.sslContext(), HostnameVerificationPolicy.BOTH, null))
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(Timeout.of(connect))
                                        .setSocketTimeout(Timeout.of(connect))
                                        .setIdleTimeout(Timeout.of(DROP_IDLE_AFTER))
                                        .setValidateAfterInactivity(TimeValue.of(CHECK_IDLE_AFTER))
                                        .build())
                        .setDefaultTlsConfig(
                                TlsConfig.custom()
                                        .setHandshakeTimeout(Timeout.of(connect.multipliedBy(2)))
                                        .build())
                        .setMaxConnPerRoute(connectionsPerAddress)
                        .setMaxConnTotal(connectionsPerAddress * addresses)
                        .build();
        http =
                HttpClients.custom()
                        .setConnectionManager(connections)
                        .setUserAgent("strongroom-client")
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableContentCompression()
                        .disableConnectionState()
                        .build();
        watchdog = new ScheduledThreadPoolExecutor(1, Exchange::watchdogThread);
        watchdog.setRemoveOnCancelPolicy(true);
    }

    /**
     * One attempt.
     *
     * @param address whose host and port are connected to
     * @param timeout for everything, from waiting for a connection to the answer's last byte
     */
    public Answer send(URI address, Call call, Duration timeout) throws ExchangeException {
        var request = request(call, timeout);
        // The library's timeouts are per read; an answer that drips must end as well.
        var alarm =
                watchdog.schedule(request::cancel, timeout.toMillis() + 1, TimeUnit.MILLISECONDS);
        try {
            return http.execute(host(address), request, Exchange::answer);
        } catch (CancellationException e) {
            // The alarm went off while this call still waited for a connection.
            throw new ExchangeException(
                    Stage.CROWDED, new IOException("no connection was free in time", e));
        } catch (IllegalStateException e) {
            if (!request.isCancelled()) {
                throw e;
            }
            // The alarm took the connection away between two of the library's steps; which, it does
            // not say.
            throw new ExchangeException(Stage.SENT, new IOException("not answered in time", e));
        } catch (IOException e) {
            throw new ExchangeException(stage(e), e);
        } finally {
            alarm.cancel(false);
        }
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
        http.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }

    private static HttpUriRequestBase request(Call call, Duration timeout) {
        var request = new HttpUriRequestBase(call.method(), call.uri());
        for (var header : call.headers()) {
            if (!FRAMING.contains(header.name().toLowerCase(Locale.ROOT))) {
                request.addHeader(header.name(), header.value());
            }
        }
        var content = call.content();
        if (content != null || WITH_CONTENT.contains(call.method())) {
            var bytes = content == null ? Content.EMPTY : content;
            request.setEntity(new ByteArrayEntity(bytes.toByteArray(), null));
        }
        request.setConfig(
                RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(timeout))
                        .setResponseTimeout(Timeout.of(timeout))
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build());
        return request;
    }

    private static HttpHost host(URI address) {
        return new HttpHost(address.getScheme(), bareHost(address), address.getPort());
    }

    private static String bareHost(URI address) {
        var host = address.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Answer answer(ClassicHttpResponse response) throws IOException {
        List<Header> headers = new ArrayList<>();
        for (var header : response.getHeaders()) {
            var value = header.getValue();
            headers.add(new Header(header.getName(), value == null ? "" : value));
        }
        return new Answer(response.getCode(), headers, content(response));
    }

    private static Content content(ClassicHttpResponse response) throws IOException {
        var entity = response.getEntity();
        if (entity == null) {
            return Content.EMPTY;
        }
        try (var in = entity.getContent()) {
            var bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
            if (bytes.length > MAX_ANSWER_BYTES) {
                throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
            }
            return Content.of(bytes);
        }
    }

    private static Stage stage(IOException failure) {
        if (failure instanceof SSLPeerUnverifiedException || isDistrust(failure)) {
            return Stage.NOT_TRUSTED;
        }
        if (failure instanceof ConnectionRequestTimeoutException) {
            return Stage.CROWDED;
        }
        var notSent =
                failure instanceof ConnectException
                        || failure instanceof ConnectTimeoutException
                        || failure instanceof NoRouteToHostException
                        || failure instanceof UnknownHostException
                        || failure instanceof SSLHandshakeException;
        return notSent ? Stage.NOT_SENT : Stage.SENT;
    }

    private static boolean isDistrust(IOException failure) {
        if (failure instanceof SSLException) {
            for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
                if (t instanceof CertificateException) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Thread watchdogThread(Runnable task) {
        var thread = new Thread(task, "strongroom-client-watchdog");
        thread.setDaemon(true);
        return thread;
    }
}
