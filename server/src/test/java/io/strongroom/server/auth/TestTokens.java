package io.strongroom.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import io.strongroom.server.config.NameSettings;
import io.strongroom.server.config.TokenSettings;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.IssuerKey;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** One tenant's names and keys, and tokens in every good and bad shape. */
public final class TestTokens {
    public static final UUID TENANT = UUID.fromString("11111111-2222-3333-4444-555555555555");
    public static final NameSettings NAMES =
            new NameSettings("vault.localhost", 8443, URI.create("https://login.localhost:8443"));
    public static final TokenSettings TOKENS =
            new TokenSettings(TENANT, Duration.ofHours(1), List.of("https://vault.azure.net/"));
    public static final Authority AUTHORITY = Authority.of(NAMES.authority(), TENANT);
    public static final Audiences AUDIENCES = Audiences.of(NAMES, TOKENS);
    public static final String OBJECT_ID = "aaaaaaaa-0000-0000-0000-000000000001";
    public static final String CLIENT_ID = "cccccccc-0000-0000-0000-000000000001";
    public static final RSAKey KEY = newKey();
    public static final RSAKey FOREIGN_KEY = newKey();

    private TestTokens() {}

    public static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static IssuerKey issuerKey(RSAKey key) {
        return new IssuerKey(key.getKeyID(), key.toPublicJWK().toJSONString(), Bytes.empty());
    }

    /** The claims of a good token, to be spoilt. */
    public static JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(AUTHORITY.issuer())
                .audience("https://vault.localhost:8443")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofHours(1))))
                .subject(OBJECT_ID)
                .claim("oid", OBJECT_ID)
                .claim("appid", CLIENT_ID)
                .claim("tid", TENANT.toString());
    }

    /** The header of a good token, to be spoilt. */
    public static JWSHeader.Builder header(RSAKey key) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID());
    }

    public static String sign(RSAKey key, JWTClaimsSet claims) throws JOSEException {
        return sign(header(key).build(), new RSASSASigner(key), claims);
    }

    public static String sign(JWSHeader header, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(signer);
        return jwt.serialize();
    }
}
