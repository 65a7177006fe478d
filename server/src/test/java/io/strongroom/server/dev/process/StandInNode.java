package io.strongroom.server.dev.process;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.strongroom.server.config.ConfigLoader;
import io.strongroom.server.config.HttpSettings;
import io.strongroom.server.config.NodeConfig;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Behaves as a node as far as the development cluster can see: reads its file, says it is ready.
 */
public final class StandInNode {
    private StandInNode() {}

    public static void main(String[] arguments) throws Exception {
        NodeConfig config = ConfigLoader.load(Path.of(arguments[2]));
        int id = config.node().id();
        if (Files.exists(config.node().dataDir().resolveSibling("broken"))) {
            System.out.println("event=broken node=" + id);
            System.exit(3);
        }
        HttpSettings http = config.http();
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(http.bindAddress(), http.port()), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(http)));
        byte[] health =
                """
                {"status":"ready","node":%d,"role":"%s","leader":1,"appliedIndex":7,"new":true}
                """
                        .formatted(id, id == 1 ? "leader" : "follower")
                        .getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/health/ready",
                exchange -> {
                    exchange.sendResponseHeaders(200, health.length);
                    exchange.getResponseBody().write(health);
                    exchange.close();
                });
        server.start();
        System.out.println("event=started node=" + id);
    }

    private static SSLContext tls(HttpSettings http) throws Exception {
        char[] password = "unused-password".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(http.certificate())) {
            Certificate certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(pem);
            store.setKeyEntry(
                    "node",
                    privateKey(http.privateKey()),
                    password,
                    new Certificate[] {certificate});
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    private static PrivateKey privateKey(Path pem) throws Exception {
        String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
