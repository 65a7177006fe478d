package io.strongroom.chaos.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Sends bytes to a node, over TLS that trusts the cluster's authority only, and reads an answer.
 */
record Wire(SSLContext tls) {
    private static final int MAX_WAIT_MILLIS = 45_000;

    static Wire trusting(Path authority) throws IOException {
        try (var pem = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return new Wire(context);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The answer, over HTTP/1.1; {@link Answer#NONE} when the node closes without one. */
    Answer send(InetSocketAddress node, byte[] bytes) throws IOException {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
            socket.connect(node, MAX_WAIT_MILLIS);
            socket.setSoTimeout(MAX_WAIT_MILLIS);
            socket.startHandshake();
            return exchange(socket, bytes);
        }
    }

    /** Sends the bytes and goes away. */
    void breakOff(InetSocketAddress node, byte[] bytes) throws IOException {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
            socket.connect(node, MAX_WAIT_MILLIS);
            socket.startHandshake();
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }
    }

    /** The same without TLS. */
    static Answer sendPlain(InetSocketAddress node, byte[] bytes) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(node, MAX_WAIT_MILLIS);
            socket.setSoTimeout(MAX_WAIT_MILLIS);
            return exchange(socket, bytes);
        }
    }

    private static Answer exchange(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException refusedBeforeTheEnd) {
            // The answer to a body that is too long may come before all of it was sent.
            return read(socket);
        }
        return read(socket);
    }

    private static Answer read(Socket socket) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        try {
            while (true) {
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    return Answer.parse(received.toByteArray(), true).orElse(Answer.NONE);
                }
                received.write(buffer, 0, count);
                Optional<Answer> whole = Answer.parse(received.toByteArray(), false);
                if (whole.isPresent()) {
                    return whole.get();
                }
            }
        } catch (SocketTimeoutException silent) {
            return Answer.SILENCE;
        } catch (IOException reset) {
            return Answer.NONE;
        }
    }
}
