package io.strongroom.server.dev.found;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
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
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;

/**
 * A certificate authority for one development cluster: EC P-256, two years. Its private key is in
 * memory only, so that trusting it costs nothing later.
 */
final class Certificates {
    private static final int DAYS = 2 * 365;
    private static final int SERIAL_BITS = 120;

    private final KeyPair authorityKeys;
    private final X509Certificate authority;

    /** A certificate and its key. */
    record Identity(X509Certificate certificate, KeyPair keys) {
        String certificatePem() throws GeneralSecurityException {
            return pem("CERTIFICATE", certificate.getEncoded());
        }

        String privateKeyPem() {
            return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }
    }

    private Certificates(KeyPair authorityKeys, X509Certificate authority) {
        this.authorityKeys = authorityKeys;
        this.authority = authority;
    }

    static Certificates newAuthority(String commonName) throws GeneralSecurityException {
        KeyPair keys = newKeys();
        X500Name name = new X500Name("CN=" + commonName);
        try {
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            JcaX509v3CertificateBuilder builder = builder(name, name, keys);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    utils.createSubjectKeyIdentifier(keys.getPublic()));
            return new Certificates(keys, sign(builder, keys));
        } catch (IOException | OperatorCreationException failed) {
            throw new GeneralSecurityException("cannot make a certificate authority", failed);
        }
    }

    X509Certificate authority() {
        return authority;
    }

    String authorityPem() throws GeneralSecurityException {
        return pem("CERTIFICATE", authority.getEncoded());
    }

    /**
     * A certificate for these names.
     *
     * @param purposes extended key usages
     */
    Identity issue(String commonName, List<GeneralName> names, List<KeyPurposeId> purposes)
            throws GeneralSecurityException {
        KeyPair keys = newKeys();
        try {
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            JcaX509v3CertificateBuilder builder =
                    builder(
                            new X500Name(authority.getSubjectX500Principal().getName()),
                            new X500Name("CN=" + commonName),
                            keys);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(names.toArray(GeneralName[]::new)));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    utils.createSubjectKeyIdentifier(keys.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    utils.createAuthorityKeyIdentifier(authorityKeys.getPublic()));
            return new Identity(sign(builder, authorityKeys), keys);
        } catch (IOException | OperatorCreationException failed) {
            throw new GeneralSecurityException("cannot issue a certificate", failed);
        }
    }

    static GeneralName dnsName(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    static GeneralName ipAddress(String address) {
        return new GeneralName(GeneralName.iPAddress, address);
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS),
                // An hour of slack for clients on the same network whose clocks are behind.
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(DAYS, ChronoUnit.DAYS)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(signer.getPrivate())));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN "
                + type
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + type
                + "-----\n";
    }

    /** Writes {@code NAME.pem} and {@code NAME.key}, the key readable by its owner only. */
    static void write(Identity identity, Path folder, String name)
            throws IOException, GeneralSecurityException {
        Files.writeString(folder.resolve(name + ".pem"), identity.certificatePem());
        SecretFiles.write(folder.resolve(name + ".key"), identity.privateKeyPem());
    }
}
