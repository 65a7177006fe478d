package io.strongroom.hsm.key;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/** What everyone may know of a pair, as a JWK has it (RFC 7518 6.2.1, 6.3.1). Immutable. */
public sealed interface PublicPart {
    KeySpec spec();

    /** DER (RFC 5280 4.1). */
    byte[] subjectPublicKeyInfo();

    /**
     * Out of a SubjectPublicKeyInfo of ours.
     *
     * @throws IllegalArgumentException when it is not a public key of that kind
     */
    static PublicPart of(KeySpec spec, byte[] subjectPublicKeyInfo) {
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo);
        return switch (spec) {
            case KeySpec.Rsa _ -> {
                try {
                    RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
                    yield new Rsa(key.getModulus(), key.getPublicExponent());
                } catch (IOException e) {
                    throw new IllegalArgumentException("not an RSA key", e);
                }
            }
            case KeySpec.Ec(Curve curve) -> Ec.ofPoint(curve, info.getPublicKeyData().getOctets());
            case KeySpec.Oct _ -> throw new IllegalArgumentException("not a pair");
        };
    }

    /**
     * Of an RSA pair.
     *
     * @param n the modulus
     * @param e the public exponent
     */
    record Rsa(BigInteger n, BigInteger e) implements PublicPart {
        @Override
        public KeySpec.Rsa spec() {
            return new KeySpec.Rsa(n.bitLength());
        }

        @Override
        public byte[] subjectPublicKeyInfo() {
            AlgorithmIdentifier algorithm =
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
            try {
                return new SubjectPublicKeyInfo(algorithm, new RSAPublicKey(n, e)).getEncoded();
            } catch (IOException impossible) {
                throw new IllegalStateException("two numbers cannot be encoded", impossible);
            }
        }
    }

    /**
     * Of a pair on a curve.
     *
     * @param x as long as the curve's coordinates, most significant byte first
     * @param y likewise
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by contents, below.
    record Ec(Curve curve, byte[] x, byte[] y) implements PublicPart {
        /** Before the coordinates of a point that is not compressed (SEC 1 2.3.3). */
        private static final byte UNCOMPRESSED = 4;

        public Ec {
            x = x.clone();
            y = y.clone();
            if (x.length != curve.coordinateBytes() || y.length != curve.coordinateBytes()) {
                throw new IllegalArgumentException(
                        "coordinates on %s have %d bytes"
                                .formatted(curve.crv(), curve.coordinateBytes()));
            }
        }

        /**
         * From a point that is not compressed.
         *
         * @throws IllegalArgumentException when it has another length or form
         */
        public static Ec ofPoint(Curve curve, byte[] point) {
            int length = curve.coordinateBytes();
            if (point.length != 1 + 2 * length || point[0] != UNCOMPRESSED) {
                throw new IllegalArgumentException("not a point of " + curve.crv());
            }
            return new Ec(
                    curve,
                    Arrays.copyOfRange(point, 1, 1 + length),
                    Arrays.copyOfRange(point, 1 + length, point.length));
        }

        /** The point, not compressed (SEC 1 2.3.3). */
        public byte[] point() {
            byte[] point = new byte[1 + x.length + y.length];
            point[0] = UNCOMPRESSED;
            System.arraycopy(x, 0, point, 1, x.length);
            System.arraycopy(y, 0, point, 1 + x.length, y.length);
            return point;
        }

        @Override
        public byte[] x() {
            return x.clone();
        }

        @Override
        public byte[] y() {
            return y.clone();
        }

        @Override
        public KeySpec.Ec spec() {
            return new KeySpec.Ec(curve);
        }

        @Override
        public byte[] subjectPublicKeyInfo() {
            ASN1ObjectIdentifier name = ECNamedCurveTable.getOID(curve.standardName());
            AlgorithmIdentifier algorithm =
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, name);
            try {
                return new SubjectPublicKeyInfo(algorithm, point()).getEncoded();
            } catch (IOException impossible) {
                throw new IllegalStateException("a point cannot be encoded", impossible);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ec(Curve of, byte[] otherX, byte[] otherY)
                    && of == curve
                    && Arrays.equals(x, otherX)
                    && Arrays.equals(y, otherY);
        }

        @Override
        public int hashCode() {
            return 31 * curve.hashCode() + Arrays.hashCode(x);
        }

        @Override
        public String toString() {
            return "Ec[" + curve.crv() + "]";
        }
    }
}
