package io.strongroom.hsm.key.bouncycastle;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.ReadyOctKey;
import io.strongroom.hsm.key.ReadyPublicKey;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECKeyParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Pure Java: a fifth of OpenSSL's speed with RSA, and less with curves. Symmetric keys are the
 * JDK's. Copies of keys stay in the heap until it is collected. Thread-safe.
 */
public final class BouncyCastleEngine implements KeyEngine {
    private static final BigInteger PUBLIC_EXPONENT = BigInteger.valueOf(65537);

    /** FIPS 186-5 A.1.3 asks for 2^-144 and less with this many rounds. */
    private static final int CERTAINTY = 144;

    private final SecureRandom random = new SecureRandom();

    @Override
    public String name() {
        return "Bouncy Castle (pure Java)";
    }

    @Override
    public KeyPair generate(KeySpec spec) {
        try {
            PrivateKeyInfo made =
                    switch (spec) {
                        case KeySpec.Rsa(int bits) -> rsa(bits);
                        case KeySpec.Ec(Curve curve) -> ec(curve);
                        case KeySpec.Oct _ -> throw new IllegalArgumentException("not a pair");
                    };
            return KeyPair.of(spec, SecretBytes.adopt(made.getEncoded()));
        } catch (IOException e) {
            throw new IllegalStateException("a new key cannot be encoded", e);
        }
    }

    private PrivateKeyInfo rsa(int bits) throws IOException {
        RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
        generator.init(new RSAKeyGenerationParameters(PUBLIC_EXPONENT, random, bits, CERTAINTY));
        return PrivateKeyInfoFactory.createPrivateKeyInfo(generator.generateKeyPair().getPrivate());
    }

    private PrivateKeyInfo ec(Curve curve) throws IOException {
        ECNamedDomainParameters domain = domain(curve);
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(domain, random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        byte[] point = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false);
        BigInteger number = ((ECPrivateKeyParameters) pair.getPrivate()).getD();
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, domain.getName()),
                new ECPrivateKey(domain.getN().bitLength(), number, new DERBitString(point), null));
    }

    static ECNamedDomainParameters domain(Curve curve) {
        ASN1ObjectIdentifier name = ECNamedCurveTable.getOID(curve.standardName());
        return new ECNamedDomainParameters(name, ECNamedCurveTable.getByOID(name));
    }

    @Override
    public ReadyKey ready(KeySpec spec, SecretBytes pkcs8) throws BadInputException {
        return pkcs8.use(BouncyCastleEngine::privateKey)
                .filter(key -> suits(spec, key))
                .map(key -> new BouncyCastleKey(spec, key, random))
                .orElseThrow(() -> new BadInputException("not a private key of this kind"));
    }

    @Override
    public ReadyPublicKey readyPublic(KeySpec spec, byte[] subjectPublicKeyInfo)
            throws BadInputException {
        return publicKey(subjectPublicKeyInfo)
                .filter(key -> suits(spec, key))
                .map(key -> new BouncyCastlePublicKey(spec, key, random))
                .orElseThrow(() -> new BadInputException("not a public key of this kind"));
    }

    @Override
    public ReadyOctKey readyOct(KeySpec.Oct spec, SecretBytes key) {
        return new OctKey(spec, key.use(SecretBytes::copyOf));
    }

    private static boolean suits(KeySpec spec, AsymmetricKeyParameter key) {
        return switch (spec) {
            case KeySpec.Rsa(int bits) ->
                    key instanceof RSAKeyParameters rsa && rsa.getModulus().bitLength() == bits;
            case KeySpec.Ec(Curve curve) ->
                    key instanceof ECKeyParameters ec
                            && ec.getParameters() instanceof ECNamedDomainParameters named
                            && named.getName().equals(domain(curve).getName());
            case KeySpec.Oct _ -> false;
        };
    }

    private static Optional<AsymmetricKeyParameter> privateKey(byte[] pkcs8) {
        try {
            return Optional.of(PrivateKeyFactory.createKey(pkcs8));
        } catch (IOException | RuntimeException e) {
            // Of all kinds, for whatever is not as it should be.
            return Optional.empty();
        }
    }

    private static Optional<AsymmetricKeyParameter> publicKey(byte[] info) {
        try {
            return Optional.of(PublicKeyFactory.createKey(info));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
