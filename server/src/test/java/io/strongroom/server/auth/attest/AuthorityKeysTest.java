package io.strongroom.server.auth.attest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;

import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.issuer.TestCertificates;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;

final class AuthorityKeysTest {
    private static final RSAKey KEY = TestTokens.newKey();

    @Test
    void withNumbers_ofAKeyThatIsACertificateOnly_addsItsNumbers() throws Exception {
        String certificate =
                Base64.getEncoder()
                        .encodeToString(
                                TestCertificates.certificate(
                                                TestCertificates.rsaPair(KEY), Instant.now())
                                        .toArray());
        String keySet =
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"one\",\"x5c\":[\"%s\"]}]}"
                        .formatted(certificate);
        JWKSet parsed = JWKSet.parse(AuthorityKeys.withNumbers(keySet));
        assertEquals(KEY.getModulus(), parsed.getKeyByKeyId("one").toRSAKey().getModulus());
    }

    @Test
    void withNumbers_ofWhatIsWhole_leavesIt() throws Exception {
        JWKSet whole = new JWKSet(KEY.toPublicJWK());
        assertEquals(whole, JWKSet.parse(AuthorityKeys.withNumbers(whole.toString())));
    }

    @Test
    void withNumbers_ofABadCertificateOrNoJson_fails() {
        for (String bad :
                new String[] {
                    "", "[", "{\"keys\":[{\"kty\":\"RSA\",\"x5c\":[\"AAAA\"]}]}", "null"
                }) {
            assertThrows(IOException.class, () -> AuthorityKeys.withNumbers(bad), bad);
        }
    }
}
