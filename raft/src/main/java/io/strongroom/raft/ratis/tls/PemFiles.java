package io.strongroom.raft.ratis.tls;

import io.strongroom.raft.LogConfig;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What a node's three TLS files held at one moment. */
final class PemFiles {
    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private final LogConfig.TlsFiles files;
    private final byte[] certificate;
    private final byte[] privateKey;
    private final byte[] trusted;

    private PemFiles(
            LogConfig.TlsFiles files, byte[] certificate, byte[] privateKey, byte[] trusted) {
        this.files = files;
        this.certificate = certificate;
        this.privateKey = privateKey;
        this.trusted = trusted;
    }

    static PemFiles read(LogConfig.TlsFiles files) throws UnusableIdentityException {
        return new PemFiles(
                files,
                bytes(files.certificate()),
                bytes(files.privateKey()),
                bytes(files.trusted()));
    }

    private static byte[] bytes(Path file) throws UnusableIdentityException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableIdentityException("cannot read " + file + " (" + e + ")", e);
        }
    }

    LogConfig.TlsFiles names() {
        return files;
    }

    /** Tells two contents apart; times and inodes do not (a restored file has an old time). */
    String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : List.of(certificate, privateKey, trusted)) {
                digest.update(MessageDigest.getInstance("SHA-256").digest(part));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** This node's chain, leaf first. */
    List<X509Certificate> chain() throws UnusableIdentityException {
        return certificates(files.certificate(), certificate);
    }

    List<X509Certificate> authorities() throws UnusableIdentityException {
        return certificates(files.trusted(), trusted);
    }

    private static List<X509Certificate> certificates(Path file, byte[] content)
            throws UnusableIdentityException {
        try {
            List<X509Certificate> found = new ArrayList<>();
            for (var certificate :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))) {
                found.add((X509Certificate) certificate);
            }
            if (found.isEmpty()) {
                throw new IOException("no certificate in it");
            }
            return List.copyOf(found);
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(file, "PEM certificates", e);
        }
    }

    PrivateKey key() throws UnusableIdentityException {
        try {
            String pem = new String(privateKey, StandardCharsets.US_ASCII);
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
            throw unusable(files.privateKey(), "an RSA or EC private key in PKCS#8", e);
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

    private static UnusableIdentityException unusable(Path file, String as, Exception cause) {
        return new UnusableIdentityException(
                "cannot use %s as %s (%s)".formatted(file, as, cause.getMessage()), cause);
    }
}
