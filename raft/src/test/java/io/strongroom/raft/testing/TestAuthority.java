package io.strongroom.raft.testing;

import io.strongroom.raft.LogConfig.TlsFiles;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;

/** A certificate authority that writes PEM files for nodes. */
public final class TestAuthority {
    private static final Duration VALID_FOR = Duration.ofDays(30);
    private static final AtomicLong SERIALS = new AtomicLong(1);

    private final X500Name name;
    private final KeyPair keys;
    private final X509CertificateHolder certificate;

    private TestAuthority(X500Name name, KeyPair keys, X509CertificateHolder certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A fresh authority with an EC key. */
    public static TestAuthority create(String commonName) {
        try {
            X500Name name = new X500Name("CN=" + commonName);
            KeyPair keys = ec();
            JcaX509v3CertificateBuilder builder = builder(name, name, keys, VALID_FOR);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            return new TestAuthority(name, keys, sign(builder, keys));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A node's files, with an EC key. */
    public TlsFiles issue(Path dir, String host) {
        try {
            return issue(dir, host, ec());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A node's files, with an RSA key. */
    public TlsFiles issueRsa(Path dir, String host) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return issue(dir, host, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A node's files, with an EC key, for an unusual time. */
    public TlsFiles issue(Path dir, String host, Duration validFor) {
        try {
            return issue(dir, host, ec(), validFor);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** This authority's certificate in PEM, for bundles of several. */
    public String pem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private TlsFiles issue(Path dir, String host, KeyPair node) {
        return issue(dir, host, node, VALID_FOR);
    }

    private TlsFiles issue(Path dir, String host, KeyPair node, Duration validFor) {
        try {
            JcaX509v3CertificateBuilder builder =
                    builder(name, new X500Name("CN=node " + host), node, validFor);
            boolean address = host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            new GeneralName(
                                    address ? GeneralName.iPAddress : GeneralName.dNSName, host)));
            Files.createDirectories(dir);
            return new TlsFiles(
                    pem(dir.resolve("node.crt"), "CERTIFICATE", sign(builder, keys).getEncoded()),
                    pem(dir.resolve("node.key"), "PRIVATE KEY", node.getPrivate().getEncoded()),
                    pem(dir.resolve("ca.crt"), "CERTIFICATE", certificate.getEncoded()));
        } catch (IOException | OperatorCreationException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ec() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, Duration validFor) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIALS.getAndIncrement()),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(validFor)),
                subject,
                keys.getPublic());
    }

    private static X509CertificateHolder sign(JcaX509v3CertificateBuilder builder, KeyPair signer)
            throws OperatorCreationException, CertificateException {
        return builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()));
    }

    private static Path pem(Path file, String type, byte[] der) throws IOException {
        return Files.writeString(file, pem(type, der));
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
