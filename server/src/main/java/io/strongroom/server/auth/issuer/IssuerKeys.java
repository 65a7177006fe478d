package io.strongroom.server.auth.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;

import io.strongroom.hsm.SecretBytes;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;

/** Makes signing keys for the embedded issuer. */
public final class IssuerKeys {
    private static final int RSA_BITS = 2048;

    private IssuerKeys() {}

    /**
     * A fresh key.
     *
     * @param keyId the JWK thumbprint (RFC 7638), base64url SHA-256
     * @param publicJwk the public half as JSON
     * @param privateKey PKCS#8; the caller seals it and closes it
     */
    public record Generated(String keyId, String publicJwk, SecretBytes privateKey) {}

    /** Makes an RSA-2048 key for RS256. */
    public static Generated generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            KeyPair pair = generator.generateKeyPair();
            RSAKey jwk = publicJwk((RSAPublicKey) pair.getPublic());
            return new Generated(
                    jwk.getKeyID(),
                    jwk.toJSONString(),
                    SecretBytes.adopt(pair.getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException | JOSEException e) {
            throw new IllegalStateException("every Java platform has RSA and SHA-256", e);
        }
    }

    static RSAKey publicJwk(RSAPublicKey key) throws JOSEException {
        return new RSAKey.Builder(key)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .keyIDFromThumbprint()
                .build();
    }
}
