package io.strongroom.server.dev.process;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.strongroom.client.api.HealthJson;
import io.strongroom.server.dev.plan.DevException;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks nodes how they are, trusting the cluster's own authority only. */
public final class HealthProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final HttpClient http;

    /**
     * A probe.
     *
     * @param authority PEM
     */
    public HealthProbe(Path authority) throws DevException {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, managers.getTrustManagers(), null);
            this.http = HttpClient.newBuilder().sslContext(tls).connectTimeout(PATIENCE).build();
        } catch (IOException | GeneralSecurityException failed) {
            throw new DevException(
                    "cannot read the authority " + authority + ": " + failed.getMessage(), failed);
        }
    }

    /** What the node answers, ready or not; nothing when it does not answer. */
    public Optional<HealthJson> ask(String url) {
        return send(url).flatMap(HealthProbe::parse);
    }

    /** Whether the node says that it serves. */
    public boolean ready(String url) {
        return send(url).filter(response -> response.statusCode() == OK).isPresent();
    }

    private Optional<HttpResponse<String>> send(String url) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/health/ready")).timeout(PATIENCE).build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException notAnswering) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<HealthJson> parse(HttpResponse<String> response) {
        try {
            return Optional.of(JSON.readValue(response.body(), HealthJson.class));
        } catch (IOException noHealth) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
