package io.strongroom.hsm.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;

/** Which RSA keys shares may be sealed to. */
final class RsaKeys {
    static final int FEWEST_BITS = 2048;

    private static final int MOST_BITS = 8192;
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65_537);

    private RsaKeys() {}

    /**
     * The key.
     *
     * @param whose begins the refusal
     * @throws HsmException of kind CONFIGURATION when it is weak
     */
    static RSAPublicKey strong(RSAPublicKey key, String whose) throws HsmException {
        int bits = key.getModulus().bitLength();
        if (bits < FEWEST_BITS || bits > MOST_BITS) {
            throw weak(whose, "it has " + bits + " bits, not " + FEWEST_BITS + " to " + MOST_BITS);
        }
        BigInteger exponent = key.getPublicExponent();
        if (exponent.compareTo(LEAST_EXPONENT) < 0
                || !exponent.testBit(0)
                || exponent.compareTo(key.getModulus()) >= 0) {
            throw weak(whose, "its public exponent is not an odd number from 65537 on");
        }
        if (!key.getModulus().testBit(0)) {
            throw weak(whose, "its modulus is even");
        }
        return key;
    }

    private static HsmException weak(String whose, String why) {
        return new HsmException(
                Kind.CONFIGURATION, whose + " is not usable: " + why + "; make another RSA key");
    }
}
