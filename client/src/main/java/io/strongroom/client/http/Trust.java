package io.strongroom.client.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Which certificate authorities vouch for a server. There is no form that trusts everything.
 * Immutable; files are read when it is made.
 */
public final class Trust {
    private final SSLContext context;

    private Trust(SSLContext context) {
        this.context = context;
    }

    /** Only the certificates in a PEM file. */
    public static Trust pem(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                anchors.setCertificateEntry("ca-" + anchors.size(), certificate);
            }
            if (anchors.size() == 0) {
                throw new IOException(file + " holds no certificate: give a PEM file of the CA");
            }
            return new Trust(contextOf(anchors));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not a PEM file of certificates", e);
        }
    }

    /** Only the certificates in a key store (PKCS#12 or JKS). */
    public static Trust keyStore(Path file, char[] password) throws IOException {
        try {
            return new Trust(contextOf(KeyStore.getInstance(file.toFile(), password)));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not a readable key store", e);
        }
    }

    /** What this JVM trusts for any HTTPS connection. */
    public static Trust ofJvm() {
        try {
            return new Trust(SSLContext.getDefault());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no default TLS context", e);
        }
    }

    /** The same for a connection made by other means. */
    public SSLContext sslContext() {
        return context;
    }

    private static SSLContext contextOf(KeyStore anchors) throws GeneralSecurityException {
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
