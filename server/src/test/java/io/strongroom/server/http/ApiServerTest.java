package io.strongroom.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.config.HttpSettings;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The real listener, and clients that keep to nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiServerTest {
    private static final String ADDRESS = "127.0.0.77";
    private static final int LIMIT = 4 * 1024 * 1024;
    private HttpSettings settings;
    private X509Certificate certificate;
    private ApiServer server;
    private RawClient client;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=localhost");
        Instant now = Instant.now();
        certificate =
                new JcaX509CertificateConverter()
                        .getCertificate(
                                new JcaX509v3CertificateBuilder(
                                                name,
                                                BigInteger.ONE,
                                                Date.from(now.minus(Duration.ofHours(1))),
                                                Date.from(now.plus(Duration.ofHours(1))),
                                                name,
                                                pair.getPublic())
                                        .build(
                                                new JcaContentSignerBuilder("SHA256withECDSA")
                                                        .build(pair.getPrivate())));
        Path certificateFile = folder.resolve("tls.pem");
        Path keyFile = folder.resolve("tls.key");
        write(certificateFile, certificate);
        write(keyFile, new JcaPKCS8Generator(pair.getPrivate(), null));
        settings = new HttpSettings(ADDRESS, freePort(), certificateFile, keyFile);
        server = server(settings, ApiServerTest::answer);
        server.start();
        client = client(settings);
    }

    private static ApiServer server(
            HttpSettings settings, Function<ApiRequest, ApiResponse> handler) throws IOException {
        return new ApiServer(settings, new CommonHeaders(3, () -> Optional.of(1)), handler);
    }

    private RawClient client(HttpSettings of) throws GeneralSecurityException, IOException {
        return new RawClient(certificate, new InetSocketAddress(ADDRESS, of.port()));
    }

    private static void write(Path file, Object pem) throws IOException {
        try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
            writer.writeObject(pem);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** Tells what it was asked, or fails as its path says. */
    private static ApiResponse answer(ApiRequest request) {
        return switch (request.rawPath()) {
            case "/refuse" ->
                    throw new ApiException(ErrorCode.CONFLICT, "no", Map.of("allow", "X"));
            case "/bug" -> throw new IllegalStateException("hunter2");
            case "/nothing" -> ApiResponse.noContent();
            default ->
                    new ApiResponse(
                            200,
                            "text/plain",
                            String.join(
                                            "|",
                                            request.method(),
                                            request.host(),
                                            request.rawPath(),
                                            Integer.toString(request.body().length),
                                            request.header("X-Test").orElse("-"))
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                            Map.of());
        };
    }

    private RawClient.Answer send(String method, String target, String headers) throws IOException {
        return client.send(
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\nHost: db.vault.localhost\r\nConnection: close\r\n"
                        + headers
                        + "\r\n");
    }

    private static void assertOurError(RawClient.Answer answer) {
        assertTrue(answer.status() >= 400, answer.text());
        assertEquals("application/json; charset=utf-8", answer.header("content-type"));
        assertNotEquals("", answer.header("x-ms-request-id"));
        assertTrue(answer.body().startsWith("{\"error\":{\"code\":\""), answer.text());
        for (String leak : new String[] {"xception", "armeria", "netty", "<html", "\tat "}) {
            assertFalse(answer.text().contains(leak), answer.text());
        }
    }

    @Test
    void serve_anyAnswer_hasTheCommonHeadersAndTheClientsRequestId() throws IOException {
        RawClient.Answer answer =
                send("GET", "/x", "x-ms-client-request-id: free Text; 1\r\nx-test: a\r\n");
        assertEquals(200, answer.status());
        assertEquals("free Text; 1", answer.header("x-ms-client-request-id"));
        assertEquals("no-cache", answer.header("cache-control"));
        assertEquals("nosniff", answer.header("x-content-type-options"));
        assertEquals(
                "max-age=31536000;includeSubDomains", answer.header("strict-transport-security"));
        assertEquals(
                "conn_type=Ipv4;addr=127.0.0.1;act_addr_fam=InterNetwork;",
                answer.header("x-ms-keyvault-network-info"));
        assertEquals("3", answer.header("x-strongroom-node"));
        assertEquals("1", answer.header("x-strongroom-leader"));
        assertEquals("", answer.header("server"));
        assertTrue(answer.body().endsWith("|a"), answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "//secrets/x,//secrets/x",
        "/secrets//x/,/secrets//x/",
        "/secrets/x/?api-version=7.6,/secrets/x/",
        "/secrets/a%2Fb,/secrets/a%2Fb",
        "/Secrets/UPPER,/Secrets/UPPER"
    })
    void serve_oddTargets_reachTheHandlerAsSent(String target, String path) throws IOException {
        assertEquals("GET|db.vault.localhost|" + path + "|0|-", send("GET", target, "").body());
    }

    @Test
    void serve_absoluteForm_isRefusedByUs() throws IOException {
        // Only proxies get it, and Armeria is none: nobody may choose another vault by it.
        assertOurError(send("GET", "https://db.vault.localhost/secrets/x?api-version=7.6", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/secrets/%zz", "/secrets/%", "/a?%zz=%"})
    void serve_brokenPercentEncoding_isRefusedByUs(String target) throws IOException {
        RawClient.Answer answer = send("GET", target, "x-ms-client-request-id: mine\r\n");
        assertOurError(answer);
        assertEquals(400, answer.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE", "PATCH", "DELETE"})
    void serve_everyMethod_reachesTheHandler(String method) throws IOException {
        assertEquals(method + "|db.vault.localhost|/x|0|-", send(method, "/x", "").body());
    }

    @Test
    void serve_head_hasNoBody() throws IOException {
        RawClient.Answer answer = send("HEAD", "/refuse", "");
        assertEquals(409, answer.status());
        assertEquals("", answer.body());
    }

    @Test
    void serve_refusal_isItsDocumentedAnswer() throws IOException {
        RawClient.Answer answer = send("GET", "/refuse", "");
        assertOurError(answer);
        assertEquals(409, answer.status());
        assertEquals("X", answer.header("allow"));
    }

    @Test
    void serve_failingHandler_isA500ThatTellsOnlyItsRequestId() throws IOException {
        RawClient.Answer answer = send("GET", "/bug", "x-ms-client-request-id: mine\r\n");
        assertOurError(answer);
        assertEquals(500, answer.status());
        assertTrue(answer.body().contains(answer.header("x-ms-request-id")), answer.text());
        assertEquals("mine", answer.header("x-ms-client-request-id"));
        assertFalse(answer.text().contains("hunter2"));
    }

    @Test
    void close_underARequestThatDoesNotEnd_isAnUnknownOutcome() throws Exception {
        HttpSettings other =
                new HttpSettings(
                        ADDRESS, freePort(), settings.certificate(), settings.privateKey());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Function<ApiRequest, ApiResponse> hanging =
                request -> {
                    begun.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return answer(request);
                };
        ApiServer stopping = server(other, hanging);
        stopping.start();
        // Over HTTP/1 the connection is closed without an answer, which says the same.
        CompletableFuture<AggregatedHttpResponse> asked =
                WebClient.builder("h2://%s:%d".formatted(ADDRESS, other.port()))
                        .factory(ClientFactory.insecure())
                        .build()
                        .put("/x", "")
                        .aggregate();
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        stopping.close();
        AggregatedHttpResponse answer = asked.get(60, TimeUnit.SECONDS);
        never.countDown();
        assertEquals(503, answer.status().code());
        assertTrue(answer.contentUtf8().contains("OutcomeUnknown"), answer::contentUtf8);
    }

    @Test
    void serve_noContent_hasNeitherBodyNorType() throws IOException {
        RawClient.Answer answer = send("DELETE", "/nothing", "");
        assertEquals(204, answer.status());
        assertEquals("", answer.body() + answer.header("content-type"));
    }

    @Test
    void serve_bodyOfExactlyTheLimit_isTaken() throws IOException {
        assertTrue(
                send("PUT", "/x", "Content-Length: " + LIMIT + "\r\n\r\n" + "x".repeat(LIMIT - 2))
                        .body()
                        .contains("|" + LIMIT + "|"));
    }

    @Test
    void serve_largerBody_isRefusedByUs() throws IOException {
        RawClient.Answer answer =
                send(
                        "PUT",
                        "/x",
                        "Content-Length: " + (LIMIT + 1) + "\r\n\r\n" + "x".repeat(LIMIT));
        assertOurError(answer);
        assertEquals(413, answer.status());
    }

    @Test
    void serve_largerChunkedBody_isRefusedByUs() throws IOException {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        RawClient.Answer answer =
                send(
                        "PUT",
                        "/x",
                        "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(80) + "0\r\n");
        assertOurError(answer);
        assertEquals(413, answer.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FOO /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                "GET x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                "GET /../../x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                "CONNECT h:443 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\nConnection: close\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: h\r\nExpect: wonders\r\nConnection: close\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost h\r\nConnection: close\r\n\r\n",
                "garbage\r\n\r\n"
            })
    void serve_whatIsNoRequest_isRefusedByUs(String request) throws IOException {
        assertOurError(client.send(request));
    }

    @Test
    void serve_tooLongHeadersOrTarget_areRefusedByUs() throws IOException {
        assertOurError(send("GET", "/x", "X-Test: " + "x".repeat(100_000) + "\r\n"));
        assertOurError(send("GET", "/" + "x".repeat(100_000), ""));
    }
}
