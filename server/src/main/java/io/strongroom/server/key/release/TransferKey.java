package io.strongroom.server.key.release;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.key.PublicPart;
import io.strongroom.server.auth.attest.Attested;
import io.strongroom.server.http.ApiException;

import java.math.BigInteger;
import java.util.Base64;
import java.util.Optional;

/**
 * The RSA key that a released key is wrapped for: the first in the token's claims that encrypts.
 *
 * @param keyId empty when it has none
 */
public record TransferKey(PublicPart.Rsa key, Optional<String> keyId) {
    private static final int MAX_CHARS = 1024;
    private static final int MAX_EXPONENT_BITS = 64;

    /**
     * Out of {@code x-ms-runtime.keys}.
     *
     * @throws ApiException BadParameter when there is none, or it is not one to wrap for
     */
    public static TransferKey of(Attested attested) {
        for (JsonNode key : attested.claims().path("x-ms-runtime").path("keys")) {
            if (key.path("kty").asText().equals("RSA") && isForEncryption(key)) {
                return new TransferKey(rsa(key), Optional.ofNullable(key.path("kid").textValue()));
            }
        }
        throw ApiException.badParameter(
                "The attestation token in target has no RSA key for encryption in"
                        + " x-ms-runtime.keys.");
    }

    private static boolean isForEncryption(JsonNode key) {
        if (key.path("use").asText().equals("enc")) {
            return true;
        }
        for (JsonNode operation : key.path("key_ops")) {
            if (operation.asText().equals("encrypt")) {
                return true;
            }
        }
        return false;
    }

    private static PublicPart.Rsa rsa(JsonNode key) {
        BigInteger n = number(key, "n");
        BigInteger e = number(key, "e");
        int bits = n.bitLength();
        boolean isSound =
                (bits == 2048 || bits == 3072 || bits == 4096)
                        && n.testBit(0)
                        && e.testBit(0)
                        && e.compareTo(BigInteger.TWO) > 0
                        && e.bitLength() <= MAX_EXPONENT_BITS;
        if (!isSound) {
            throw unsound();
        }
        return new PublicPart.Rsa(n, e);
    }

    private static BigInteger number(JsonNode key, String name) {
        String text = key.path(name).asText();
        if (text.isEmpty() || text.length() > MAX_CHARS) {
            throw unsound();
        }
        try {
            return new BigInteger(1, Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw unsound();
        }
    }

    private static ApiException unsound() {
        return ApiException.badParameter(
                "The RSA key in the attestation token has not 2048, 3072 or 4096 bits, or no sound"
                        + " exponent.");
    }
}
