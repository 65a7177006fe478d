package io.strongroom.server.auth.attest;

import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.JWTClaimsSet;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.config.ReleaseSettings;
import io.strongroom.server.config.ReleaseSettings.AuthoritySettings;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

final class AttestationsTest {
    private static final String AUTHORITY = "https://attest.example.org";

    @Test
    void verified_whileTheAuthoritysKeysCannotBeHad_saysWhenToAskAgain(@TempDir Path folder)
            throws Exception {
        ReleaseSettings settings =
                new ReleaseSettings(
                        List.of(
                                new AuthoritySettings(
                                        AUTHORITY,
                                        Optional.of(folder.resolve("not-there.json")),
                                        Optional.empty())));
        Attestations attestations = new Attestations(settings, InstantSource.system());
        String token =
                TestTokens.sign(
                        TestTokens.newKey(), new JWTClaimsSet.Builder().issuer(AUTHORITY).build());
        ApiException refusal =
                assertRefused(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        () -> attestations.verified(token, AUTHORITY::equals));
        assertEquals("5", refusal.headers().get("retry-after"));
    }
}
