package io.strongroom.hsm.key;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/**
 * An RSA private key as a JWK brings it (RFC 7518 6.3.2). What is missing can be computed from the
 * first three. Big numbers cannot be wiped: it is to be let go of soon.
 *
 * @param n the modulus
 * @param e the public exponent
 * @param d the private exponent
 * @param p the first prime
 * @param q the second prime
 * @param dp d mod p-1
 * @param dq d mod q-1
 * @param qi the inverse of q mod p
 */
public record RsaNumbers(
        BigInteger n,
        BigInteger e,
        BigInteger d,
        @Nullable BigInteger p,
        @Nullable BigInteger q,
        @Nullable BigInteger dp,
        @Nullable BigInteger dq,
        @Nullable BigInteger qi) {
    @Override
    public String toString() {
        return "RsaNumbers";
    }
}
