package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig.TlsFiles;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Connections of callers whose certificates are as wrong as a test wants them. */
final class RawTls {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final byte[] HTTP2 =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                    .getBytes(StandardCharsets.ISO_8859_1);

    private RawTls() {}

    /** For Ratis' own client; nothing is checked but what the files say. */
    static Parameters parameters(TlsFiles files) {
        GrpcTlsConfig tls =
                new GrpcTlsConfig(
                        files.privateKey().toFile(),
                        files.certificate().toFile(),
                        files.trusted().toFile(),
                        true);
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, tls);
        return parameters;
    }

    static SSLContext anonymous() {
        return context(new KeyManager[0]);
    }

    static SSLContext with(TlsFiles files) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            String pem = Files.readString(files.privateKey()).replaceAll("-----[A-Z ]+-----", "");
            try (var in = Files.newInputStream(files.certificate())) {
                store.setKeyEntry(
                        "x",
                        KeyFactory.getInstance("EC")
                                .generatePrivate(
                                        new PKCS8EncodedKeySpec(
                                                Base64.getMimeDecoder().decode(pem))),
                        new char[0],
                        CertificateFactory.getInstance("X.509")
                                .generateCertificates(in)
                                .toArray(Certificate[]::new));
            }
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return context(keys.getKeyManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(KeyManager[] keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new TrustsAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate that the server shows. */
    static X509Certificate shown(SSLContext context, InetSocketAddress to) throws IOException {
        try (SSLSocket socket = connect(context, to)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** Whether the server speaks HTTP/2 with who connects like this. */
    static boolean served(SSLContext context, InetSocketAddress to) {
        try (SSLSocket socket = connect(context, to)) {
            return answers(socket);
        } catch (IOException refused) {
            return false;
        }
    }

    static boolean servedInPlainText(InetSocketAddress to) {
        try (Socket socket = new Socket()) {
            socket.connect(to, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return answers(socket);
        } catch (IOException refused) {
            return false;
        }
    }

    private static SSLSocket connect(SSLContext context, InetSocketAddress to) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.connect(to, TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.startHandshake();
        return socket;
    }

    /** A server's first frame is its settings; an alert in plain text is none. */
    private static boolean answers(Socket socket) throws IOException {
        socket.getOutputStream().write(HTTP2);
        byte[] head = socket.getInputStream().readNBytes(4);
        return head.length == 4 && head[3] == 4;
    }

    static Path write(Path file, String content) {
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
