package io.strongroom.server.auth.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;

import io.strongroom.storage.command.Bytes;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Self-signed client certificates. */
public final class TestCertificates {
    private TestCertificates() {}

    public static KeyPair ecPair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair rsaPair(RSAKey key) {
        try {
            return key.toKeyPair();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In DER, valid from an hour before to a day after. */
    public static Bytes certificate(KeyPair pair, Instant now) {
        X500Name name = new X500Name("CN=app");
        String algorithm =
                pair.getPrivate().getAlgorithm().equals("RSA")
                        ? "SHA256withRSA"
                        : "SHA256withECDSA";
        try {
            return Bytes.copyOf(
                    new JcaX509v3CertificateBuilder(
                                    name,
                                    BigInteger.ONE,
                                    Date.from(now.minus(Duration.ofHours(1))),
                                    Date.from(now.plus(Duration.ofDays(1))),
                                    name,
                                    pair.getPublic())
                            .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()))
                            .getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
