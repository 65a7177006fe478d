package io.strongroom.chaos.sdk;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** An authority of the test's own, which says whose a key in the vault is. */
final class CodeSigning {
    private static final X500Name AUTHORITY = new X500Name("CN=Test authority");
    private static final Duration GOOD_FOR = Duration.ofDays(730);

    private final KeyPair pair;
    private final X509Certificate certificate;

    CodeSigning() throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(3072);
        pair = generator.generateKeyPair();
        X509v3CertificateBuilder own = builder(AUTHORITY, pair.getPublic());
        own.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        own.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        certificate = signed(own);
    }

    /** A certificate for signing code. */
    X509Certificate certify(PublicKey key) throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder leaf = builder(new X500Name("CN=Test publisher"), key);
        leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        leaf.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
        return signed(leaf);
    }

    private static X509v3CertificateBuilder builder(X500Name subject, PublicKey key) {
        Instant begin = Instant.now().minus(Duration.ofHours(1));
        return new JcaX509v3CertificateBuilder(
                AUTHORITY,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(begin),
                Date.from(begin.plus(GOOD_FOR)),
                subject,
                key);
    }

    private X509Certificate signed(X509v3CertificateBuilder builder)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withRSA")
                                            .build(pair.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /**
     * A PKCS#12 file in which the authority is trusted, and the one that it certified: a strict
     * verification wants to know who signed, too.
     */
    void writeTrustStore(Path file, char[] password, X509Certificate certified)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        store.setCertificateEntry("certified", certified);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
    }
}
