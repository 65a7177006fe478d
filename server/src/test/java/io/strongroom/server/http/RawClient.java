package io.strongroom.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Locale;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Sends bytes as they are over TLS, as no well-behaved client would. */
final class RawClient {
    private static final int TIMEOUT_MILLIS = 60_000;
    private final SSLContext tls;
    private final InetSocketAddress address;

    RawClient(X509Certificate trusted, InetSocketAddress address)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", trusted);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        this.tls = SSLContext.getInstance("TLS");
        this.tls.init(null, trust.getTrustManagers(), null);
        this.address = address;
    }

    /** What came back, with one character per byte. */
    record Answer(String text) {
        String statusLine() {
            return text.lines().findFirst().orElse("");
        }

        int status() {
            return Integer.parseInt(statusLine().split(" ", 3)[1]);
        }

        String header(String name) {
            return text.split("\r\n\r\n", 2)[0]
                    .lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        String body() {
            String[] parts = text.split("\r\n\r\n", 2);
            return parts.length < 2 ? "" : parts[1];
        }
    }

    Answer send(String request) throws IOException {
        try (Socket socket = tls.getSocketFactory().createSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(address, TIMEOUT_MILLIS);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException _) {
                // The server may refuse before it has read everything; what it said is still there.
            }
            InputStream in = socket.getInputStream();
            byte[] piece = new byte[8192];
            while (!whole(answer, request.startsWith("HEAD "))) {
                int read = in.read(piece);
                if (read < 0) {
                    break;
                }
                answer.write(piece, 0, read);
            }
            return new Answer(answer.toString(StandardCharsets.ISO_8859_1));
        }
    }

    /** The server leaves closing to the client for a while, so the length says where it ends. */
    private static boolean whole(ByteArrayOutputStream so, boolean withoutBody) {
        Answer answer = new Answer(so.toString(StandardCharsets.ISO_8859_1));
        if (!answer.text().contains("\r\n\r\n")) {
            return false;
        }
        String length = answer.header("content-length");
        return withoutBody
                || length.isEmpty()
                || answer.body().length() >= Integer.parseInt(length);
    }
}
