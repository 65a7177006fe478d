package io.strongroom.hsm.key;

import io.strongroom.hsm.SecretBytes;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;

import java.io.IOException;

/**
 * A pair outside any engine.
 *
 * @param pkcs8 the private half, DER (RFC 5958); of a curve with the public point
 */
public record KeyPair(PublicPart publicPart, SecretBytes pkcs8) implements AutoCloseable {

    /**
     * Takes over a private half that an engine has made, and reads the public one out of it.
     *
     * @throws IllegalArgumentException when there is none, or it is of another kind
     */
    public static KeyPair of(KeySpec spec, SecretBytes pkcs8) {
        return new KeyPair(pkcs8.use(der -> publicPart(spec, der)), pkcs8);
    }

    private static PublicPart publicPart(KeySpec spec, byte[] der) {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
            PublicPart found =
                    switch (spec) {
                        case KeySpec.Rsa _ -> {
                            RSAPrivateKey key = RSAPrivateKey.getInstance(info.parsePrivateKey());
                            yield new PublicPart.Rsa(key.getModulus(), key.getPublicExponent());
                        }
                        case KeySpec.Ec(Curve curve) -> {
                            ASN1BitString point =
                                    ECPrivateKey.getInstance(info.parsePrivateKey()).getPublicKey();
                            if (point == null) {
                                throw new IllegalArgumentException("a key without its point");
                            }
                            yield PublicPart.Ec.ofPoint(curve, point.getOctets());
                        }
                        case KeySpec.Oct _ -> throw new IllegalArgumentException("not a pair");
                    };
            if (!found.spec().equals(spec)) {
                throw new IllegalArgumentException("a key of another size");
            }
            return found;
        } catch (IOException e) {
            throw new IllegalArgumentException("not a private key", e);
        }
    }

    @Override
    public void close() {
        pkcs8.close();
    }
}
