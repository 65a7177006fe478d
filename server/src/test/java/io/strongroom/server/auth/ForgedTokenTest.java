package io.strongroom.server.auth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Tokens that nobody who can sign for the issuer would make. */
final class ForgedTokenTest {
    private final ManualClock clock = new ManualClock();
    private final Authenticator authenticator =
            new Authenticator(
                    TestTokens.AUTHORITY,
                    TestTokens.AUDIENCES,
                    new VerificationKeys(() -> List.of(TestTokens.issuerKey(TestTokens.KEY))),
                    clock);
    private final JWTClaimsSet claims = TestTokens.claims(clock.instant()).build();

    private void assertForged(String token) {
        Authentication result = authenticator.authenticate("Bearer " + token);
        String message = assertInstanceOf(Authentication.Refused.class, result).message();
        assertTrue(message.startsWith("[InvalidToken] "), message);
        if (token.length() > 30) {
            assertFalse(message.contains(token.substring(0, 30)), message);
        }
    }

    private void assertForged(JWSHeader header) throws JOSEException {
        assertForged(TestTokens.sign(header, new RSASSASigner(TestTokens.KEY), claims));
    }

    @Test
    void authenticate_algorithmNone_isRefused() throws JOSEException {
        assertForged(new PlainJWT(claims).serialize());
        String[] signed = TestTokens.sign(TestTokens.KEY, claims).split("\\.", -1);
        for (String none : List.of("none", "None", "NONE")) {
            String header =
                    Base64URL.encode(
                                    "{\"alg\":\""
                                            + none
                                            + "\",\"kid\":\""
                                            + TestTokens.KEY.getKeyID()
                                            + "\"}")
                            .toString();
            assertForged(header + "." + signed[1] + ".");
            assertForged(header + "." + signed[1] + "." + signed[2]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void authenticate_hmacUnderThePublicKey_isRefused(String algorithm) throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                        .keyID(TestTokens.KEY.getKeyID())
                        .build();
        byte[] der = TestTokens.KEY.toRSAPublicKey().getEncoded();
        byte[] jwk = TestTokens.KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);

        assertForged(TestTokens.sign(header, new MACSigner(der), claims));
        assertForged(TestTokens.sign(header, new MACSigner(jwk), claims));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512", "PS256"})
    void authenticate_otherAlgorithmOfTheRightKey_isRefused(String algorithm) throws JOSEException {
        assertForged(
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                        .type(JOSEObjectType.JWT)
                        .keyID(TestTokens.KEY.getKeyID())
                        .build());
    }

    @Test
    void authenticate_keyIdMissingOrUnknown_isRefused() throws JOSEException {
        assertForged(TestTokens.header(TestTokens.KEY).keyID(null).build());
        assertForged(TestTokens.header(TestTokens.KEY).keyID("other").build());
    }

    @Test
    void authenticate_foreignKeyUnderOurKeyId_isRefused() throws JOSEException {
        assertForged(TestTokens.sign(TestTokens.FOREIGN_KEY, claims));
        assertForged(
                TestTokens.sign(
                        TestTokens.header(TestTokens.KEY).build(),
                        new RSASSASigner(TestTokens.FOREIGN_KEY),
                        claims));
    }

    @Test
    void authenticate_headerBringsItsOwnKey_isRefused() throws JOSEException {
        RSASSASigner foreign = new RSASSASigner(TestTokens.FOREIGN_KEY);
        URI url = URI.create("https://evil.example/keys");
        Base64 certificate = Base64.encode("certificate");
        for (JWSHeader.Builder builder :
                List.of(
                        TestTokens.header(TestTokens.KEY).jwk(TestTokens.FOREIGN_KEY.toPublicJWK()),
                        TestTokens.header(TestTokens.KEY).jwkURL(url),
                        TestTokens.header(TestTokens.KEY).x509CertURL(url),
                        TestTokens.header(TestTokens.KEY).x509CertChain(List.of(certificate)))) {
            assertForged(TestTokens.sign(builder.build(), foreign, claims));
            assertForged(builder.build());
        }
    }

    @Test
    void authenticate_criticalHeader_isRefused() throws JOSEException {
        assertForged(
                TestTokens.header(TestTokens.KEY)
                        .criticalParams(Set.of("exp"))
                        .customParam("exp", 1)
                        .build());
    }

    @Test
    void authenticate_otherType_isRefused() throws JOSEException {
        assertForged(
                TestTokens.header(TestTokens.KEY).type(new JOSEObjectType("dpop+jwt")).build());
    }

    @Test
    void authenticate_payloadOrSignatureTampered_isRefused() throws JOSEException {
        String[] parts = TestTokens.sign(TestTokens.KEY, claims).split("\\.", -1);
        JWTClaimsSet other = new JWTClaimsSet.Builder(claims).claim("oid", "somebody else").build();
        char first = parts[2].charAt(0) == 'A' ? 'B' : 'A';

        assertForged(
                parts[0] + "." + Base64URL.encode(other.toString()).toString() + "." + parts[2]);
        assertForged(parts[0] + "." + parts[1] + "." + first + parts[2].substring(1));
        assertForged(parts[0] + "." + parts[1] + "." + parts[2].substring(4));
        assertForged(parts[0] + "." + parts[1] + ".AA");
    }

    @Test
    void authenticate_otherSpellingOfAGoodToken_isRefused() throws JOSEException {
        String token = TestTokens.sign(TestTokens.KEY, claims);

        assertForged(token + "=");
        assertForged(token.replaceFirst("\\.", ".\n"));
        assertForged(token + " " + token);
        assertForged(token + "," + token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "..",
                "a.b.c",
                "a.b.c.d.e",
                "e30.e30.e30",
                "\u00e9.\u00e9.\u00e9",
                "W10.W10.AA",
                "bnVsbA.bnVsbA.AA"
            })
    void authenticate_garbage_isRefused(String garbage) {
        assertForged(garbage);
    }

    @Test
    void authenticate_payloadThatIsNoClaimsSet_isRefused() {
        String header =
                Base64URL.encode(TestTokens.header(TestTokens.KEY).build().toString()).toString();
        String deep = "[".repeat(4000);
        for (String payload :
                List.of("", "1", "null", deep, "{\"iss\":" + deep, "{\"exp\":\"soon\"}")) {
            assertForged(header + "." + Base64URL.encode(payload) + ".AA");
        }
    }
}
