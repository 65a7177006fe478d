package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Mutual TLS 1.3 for every Ratis service: whoever reaches the port without it could change the
 * membership or write to the log. The files are read once, at start.
 */
final class NodeTls {
    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private NodeTls() {}

    /**
     * What Ratis' server and clients need to speak as this node.
     *
     * @param hosts of the peers, asked at every handshake
     */
    static Parameters parameters(LogConfig.TlsFiles files, Supplier<Set<String>> hosts)
            throws RaftException {
        GrpcTlsConfig tls =
                GrpcTlsConfig.newBuilder()
                        .setKeyManager(keyManager(files))
                        .setTrustManager(trustManager(files.trusted(), hosts))
                        .setMutualTls(true)
                        // The one that takes any key or trust manager and needs no native code.
                        .setSslProvider(SslProvider.JDK)
                        .setProtocols("TLSv1.3")
                        .build();
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, tls);
        GrpcConfigKeys.Server.setTlsConf(parameters, tls);
        GrpcConfigKeys.Client.setTlsConf(parameters, tls);
        GrpcConfigKeys.Admin.setTlsConf(parameters, tls);
        return parameters;
    }

    private static KeyManager keyManager(LogConfig.TlsFiles files) throws RaftException {
        Certificate[] chain = certificates(files.certificate()).toArray(Certificate[]::new);
        PrivateKey key = privateKey(files.privateKey());
        char[] noPassword = new char[0];
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("node", key, noPassword, chain);
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, noPassword);
            return factory.getKeyManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(files.certificate(), "a chain for " + files.privateKey(), e);
        }
    }

    private static TrustManager trustManager(Path trusted, Supplier<Set<String>> hosts)
            throws RaftException {
        try {
            KeyStore store = emptyStore();
            int number = 0;
            for (Certificate authority : certificates(trusted)) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .map(manager -> new PeerTrustManager(manager, hosts))
                    .findFirst()
                    .orElseThrow(() -> new IOException("this JVM has no X.509 trust manager"));
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(trusted, "a list of authorities", e);
        }
    }

    private static List<? extends Certificate> certificates(Path file) throws RaftException {
        try {
            List<? extends Certificate> found =
                    List.copyOf(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificates(
                                            new ByteArrayInputStream(Files.readAllBytes(file))));
            if (found.isEmpty()) {
                throw new IOException("no certificate in it");
            }
            return found;
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(file, "PEM certificates", e);
        }
    }

    private static PrivateKey privateKey(Path file) throws RaftException {
        try {
            String pem = Files.readString(file, StandardCharsets.US_ASCII);
            int begin = pem.indexOf(BEGIN_KEY);
            int end = pem.indexOf(END_KEY);
            if (begin < 0 || end < begin) {
                throw new IOException("no unencrypted PKCS#8 block: " + BEGIN_KEY);
            }
            String body =
                    pem.substring(begin + BEGIN_KEY.length(), end)
                            .lines()
                            .map(String::strip)
                            .collect(Collectors.joining());
            return decode(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw unusable(file, "an RSA or EC private key in PKCS#8", e);
        }
    }

    /** PKCS#8 names its own algorithm, but the JDK wants to be told. */
    private static PrivateKey decode(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(encoded);
        } catch (GeneralSecurityException notEc) {
            try {
                return KeyFactory.getInstance("RSA").generatePrivate(encoded);
            } catch (GeneralSecurityException notRsa) {
                notRsa.addSuppressed(notEc);
                throw notRsa;
            }
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static RaftException unusable(Path file, String as, Exception cause) {
        return new RaftException(
                Outcome.NOT_APPENDED,
                "cannot use %s as %s (%s): correct the cluster's TLS settings"
                        .formatted(file, as, cause.getMessage()),
                cause);
    }
}
