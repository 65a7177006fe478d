package io.strongroom.hsm.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringReader;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** PEM text (RFC 7468) as officers have it. */
final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    /**
     * A public key.
     *
     * @param encoded what it came in: the certificate, or the SubjectPublicKeyInfo
     */
    @SuppressWarnings("ArrayRecordComponent") // Lives for one call, is never compared or printed.
    record PublicHalf(RSAPublicKey key, byte[] encoded) {}

    static String of(RSAPublicKey key) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(lines.encodeToString(key.getEncoded()));
    }

    /** The first certificate or public key; a private one has no place here. */
    static PublicHalf publicHalf(String whose, String pem) throws HsmException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                switch (found) {
                    case X509CertificateHolder certificate -> {
                        return new PublicHalf(
                                publicKey(certificate.getSubjectPublicKeyInfo()),
                                certificate.getEncoded());
                    }
                    case SubjectPublicKeyInfo info -> {
                        return new PublicHalf(publicKey(info), info.getEncoded());
                    }
                    case PEMKeyPair _, PrivateKeyInfo _, PKCS8EncryptedPrivateKeyInfo _ ->
                            throw unusable(
                                    whose
                                            + " begins with a private key: give the certificate or"
                                            + " the public key only, the private one stays with"
                                            + " the officer",
                                    null);
                    default -> {
                        // Parameters and the like stand before some keys.
                    }
                }
            }
        } catch (IOException | InvalidKeySpecException | RuntimeException e) {
            throw unusable(whose + " is neither a certificate nor a public key of RSA in PEM", e);
        }
        throw unusable(whose + " holds no certificate and no public key in PEM", null);
    }

    /**
     * The first private key.
     *
     * @param passphrase empty when the key is not encrypted
     */
    static RSAPrivateKey privateKey(String pem, Optional<char[]> passphrase) throws HsmException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                Optional<PrivateKeyInfo> info = privateKeyInfo(found, passphrase);
                if (info.isPresent()) {
                    return privateKey(info.get());
                }
            }
        } catch (PEMException | PKCSException | OperatorCreationException e) {
            throw unusable("the private key does not open: is it the right passphrase?", e);
        } catch (IOException | InvalidKeySpecException | RuntimeException e) {
            throw unusable("the officer's key is not a private key of RSA in PEM", e);
        }
        throw unusable("the officer's key file holds no private key", null);
    }

    private static Optional<PrivateKeyInfo> privateKeyInfo(
            Object found, Optional<char[]> passphrase)
            throws HsmException, IOException, PKCSException, OperatorCreationException {
        return switch (found) {
            case PrivateKeyInfo info -> Optional.of(info);
            case PEMKeyPair pair -> Optional.of(pair.getPrivateKeyInfo());
            case PKCS8EncryptedPrivateKeyInfo encrypted ->
                    Optional.of(
                            encrypted.decryptPrivateKeyInfo(
                                    new JceOpenSSLPKCS8DecryptorProviderBuilder()
                                            .setProvider(new BouncyCastleProvider())
                                            .build(given(passphrase))));
            case PEMEncryptedKeyPair encrypted ->
                    Optional.of(
                            encrypted
                                    .decryptKeyPair(
                                            new JcePEMDecryptorProviderBuilder()
                                                    .setProvider(new BouncyCastleProvider())
                                                    .build(given(passphrase)))
                                    .getPrivateKeyInfo());
            default -> Optional.empty();
        };
    }

    private static char[] given(Optional<char[]> passphrase) throws HsmException {
        return passphrase.orElseThrow(() ->
                unusable("the private key is encrypted: give its passphrase in a file", null));
    }

    private static RSAPublicKey publicKey(SubjectPublicKeyInfo info)
            throws IOException, InvalidKeySpecException {
        return (RSAPublicKey) rsa().generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    }

    private static RSAPrivateKey privateKey(PrivateKeyInfo info)
            throws IOException, InvalidKeySpecException {
        byte[] encoded = info.getEncoded();
        try {
            return (RSAPrivateKey) rsa().generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static KeyFactory rsa() {
        try {
            return KeyFactory.getInstance("RSA");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private static HsmException unusable(String message, @Nullable Throwable cause) {
        return cause == null
                ? new HsmException(Kind.CONFIGURATION, message)
                : new HsmException(Kind.CONFIGURATION, message, cause);
    }
}
