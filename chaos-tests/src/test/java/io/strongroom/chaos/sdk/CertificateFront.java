package io.strongroom.chaos.sdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * {@code GET /certificates/NAME}, which this version of the vault does not have: it names the
 * vault's key and shows the certificate, as Key Vault does. Everything else goes to the vault
 * itself, under the key's id.
 */
final class CertificateFront implements AutoCloseable {
    private final HttpServer server;

    private CertificateFront(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts it on a free port of this machine.
     *
     * @param name of the certificate
     * @param keyId of the version that signs
     * @param kty its type
     */
    static CertificateFront start(
            String name, X509Certificate certificate, String keyId, String kty)
            throws IOException, CertificateEncodingException {
        String answer =
                """
                {"id":"%s","kid":"%s","cer":"%s","policy":{"key_props":{"kty":"%s"}}}\
                """
                        .formatted(
                                keyId.replace("/keys/", "/certificates/"),
                                keyId,
                                Base64.getEncoder().encodeToString(certificate.getEncoded()),
                                kty);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/certificates/" + name, exchange -> respond(exchange, answer));
        server.start();
        return new CertificateFront(server);
    }

    private static void respond(HttpExchange exchange, String answer) throws IOException {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
