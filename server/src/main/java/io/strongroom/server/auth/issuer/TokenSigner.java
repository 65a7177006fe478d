package io.strongroom.server.auth.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** Signs access tokens with RS256 under one issuer key. Thread-safe; holds the private key. */
public final class TokenSigner {
    private static final JOSEObjectType RELEASED = new JOSEObjectType("key-release+jws");

    private final JWSHeader header;
    private final RSASSASigner signer;

    private TokenSigner(String keyId, RSASSASigner signer) {
        this.header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(keyId)
                        .build();
        this.signer = signer;
    }

    /**
     * A signer for an opened key. The array stays the caller's, to wipe.
     *
     * @throws IllegalArgumentException when it is no RSA key in PKCS#8, or another key than the id
     *     says: its tokens would verify nowhere
     */
    public static TokenSigner of(String keyId, byte[] pkcs8) {
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            if (!(rsa.generatePrivate(new PKCS8EncodedKeySpec(pkcs8))
                    instanceof RSAPrivateCrtKey key)) {
                throw new IllegalArgumentException("issuer key " + keyId + " has no CRT form");
            }
            RSAPublicKey publicKey =
                    (RSAPublicKey)
                            rsa.generatePublic(
                                    new RSAPublicKeySpec(
                                            key.getModulus(), key.getPublicExponent()));
            if (!IssuerKeys.publicJwk(publicKey).getKeyID().equals(keyId)) {
                throw new IllegalArgumentException(
                        "the private key stored for issuer key " + keyId + " is another key's");
            }
            return new TokenSigner(keyId, new RSASSASigner(key));
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalArgumentException(
                    "the private key stored for issuer key " + keyId + " cannot be read", e);
        }
    }

    /**
     * A released key's answer as a compact JWS. Its type keeps it apart from tokens, which have to
     * be JWTs to be believed.
     */
    public String signReleased(byte[] payload) {
        JWSObject released =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .type(RELEASED)
                                .keyID(header.getKeyID())
                                .build(),
                        new Payload(payload));
        try {
            released.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("RS256 under a checked RSA key failed", e);
        }
        return released.serialize();
    }

    /** The token in compact form. */
    String sign(JWTClaimsSet claims) {
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("RS256 under a checked RSA key failed", e);
        }
        return token.serialize();
    }
}
