package io.strongroom.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;

import io.strongroom.storage.command.IssuerKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

final class AuthenticatorTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicReference<List<IssuerKey>> keys =
            new AtomicReference<>(List.of(TestTokens.issuerKey(TestTokens.KEY)));
    private final Authenticator authenticator =
            new Authenticator(
                    TestTokens.AUTHORITY,
                    TestTokens.AUDIENCES,
                    new VerificationKeys(keys::get),
                    clock);

    private JWTClaimsSet.Builder claims() {
        return TestTokens.claims(clock.instant());
    }

    private String goodToken() throws JOSEException {
        return TestTokens.sign(TestTokens.KEY, claims().build());
    }

    private Authentication authenticate(JWTClaimsSet claims) throws JOSEException {
        return authenticator.authenticate("Bearer " + TestTokens.sign(TestTokens.KEY, claims));
    }

    private static void assertAccepted(Authentication authentication) {
        assertInstanceOf(Authentication.Authenticated.class, authentication);
    }

    private static void assertRefused(String beginning, Authentication authentication) {
        String message = assertInstanceOf(Authentication.Refused.class, authentication).message();
        assertTrue(message.startsWith(beginning), message);
    }

    @Test
    void authenticate_goodToken_namesTheCaller() throws JOSEException {
        assertEquals(
                new Authentication.Authenticated(
                        new Caller(
                                TestTokens.OBJECT_ID,
                                TestTokens.CLIENT_ID,
                                "https://login.localhost:8443/" + TestTokens.TENANT + "/v2.0")),
                authenticator.authenticate("Bearer " + goodToken()));
    }

    @Test
    void authenticate_onANodeWithoutSigningKeys_cannotBeTold() throws JOSEException {
        String token = goodToken();
        keys.set(List.of());
        assertEquals(
                new Authentication.Undecidable(), authenticator.authenticate("Bearer " + token));
        assertRefused("AKV10000: ", authenticator.authenticate(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer ", "BEARER ", "Bearer   ", "  Bearer "})
    void authenticate_schemeInAnyCaseAndSpacing_isAccepted(String scheme) throws JOSEException {
        assertAccepted(authenticator.authenticate(scheme + goodToken() + " "));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "Bearer", "Bearer ", "Basic YTpi", "PoP abc", "Negotiate x"})
    void authenticate_noBearerToken_isRefusedAsMissing(@Nullable String header) {
        assertRefused("AKV10000: ", authenticator.authenticate(header));
    }

    @Test
    void authenticate_tokenUnderThePopScheme_isRefused() throws JOSEException {
        assertRefused("AKV10000: ", authenticator.authenticate("PoP " + goodToken()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://vault.localhost",
                "https://vault.localhost/",
                "https://vault.localhost:8443",
                "https://vault.localhost:8443/",
                "https://VAULT.localhost:8443",
                "https://vault.azure.net",
                "https://vault.azure.net/"
            })
    void authenticate_audienceInAToleratedForm_isAccepted(String audience) throws JOSEException {
        assertAccepted(authenticate(claims().audience(audience).build()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://management.localhost:8443",
                "https://vault.localhost:8444",
                "https://db.vault.localhost:8443",
                "https://vault.localhost.evil.example",
                "https://evilvault.localhost:8443",
                "http://vault.localhost:8443",
                "https://vault.localhost:8443//",
                "vault.localhost",
                ""
            })
    void authenticate_foreignAudience_isRefusedNamingBoth(String audience) throws JOSEException {
        assertRefused(
                "AKV10022: Invalid audience. Expected https://vault.localhost:8443, found: "
                        + (audience.isEmpty() ? "none" : audience)
                        + ".",
                authenticate(claims().audience(audience).build()));
    }

    @Test
    void authenticate_noAudienceOrSeveral_isRefused() throws JOSEException {
        assertRefused("AKV10022: ", authenticate(claims().audience((String) null).build()));
        assertRefused(
                "AKV10022: ",
                authenticate(
                        claims().audience(List.of("https://vault.localhost", "https://b.example"))
                                .build()));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "https://sts.windows.net/11111111-2222-3333-4444-555555555555/",
                "https://login.localhost:8443/11111111-2222-3333-4444-555555555555/v2.0/",
                "https://login.localhost:8443/99999999-2222-3333-4444-555555555555/v2.0",
                "HTTPS://login.localhost:8443/11111111-2222-3333-4444-555555555555/v2.0"
            })
    void authenticate_otherIssuer_isRefused(@Nullable String issuer) throws JOSEException {
        assertRefused(
                "AKV10032: Invalid issuer. Expected one of "
                        + TestTokens.AUTHORITY.issuer()
                        + ", found "
                        + (issuer == null ? "none" : issuer)
                        + ".",
                authenticate(claims().issuer(issuer).build()));
    }

    @Test
    void authenticate_tokenOfAnotherIssuersKey_isToldTheIssuer() throws JOSEException {
        JWTClaimsSet foreign = claims().issuer("https://sts.windows.net/x/").build();

        assertRefused(
                "AKV10032: ",
                authenticator.authenticate(
                        "Bearer " + TestTokens.sign(TestTokens.FOREIGN_KEY, foreign)));
    }

    @Test
    void authenticate_otherTenant_isRefused() throws JOSEException {
        assertRefused("AKV10032: ", authenticate(claims().claim("tid", "x").build()));
        assertRefused("AKV10032: ", authenticate(claims().claim("tid", null).build()));
    }

    @Test
    void authenticate_aClaimIsMissing_isRefused() throws JOSEException {
        for (String claim : Set.of("oid", "appid", "exp", "nbf")) {
            assertRefused("[InvalidToken]", authenticate(claims().claim(claim, null).build()));
        }
        assertRefused("[InvalidToken]", authenticate(claims().claim("oid", " ").build()));
        assertRefused("[InvalidToken]", authenticate(claims().claim("oid", 7).build()));
    }

    @Test
    void authenticate_claimWithControlCharacters_isEchoedWithoutThem() throws JOSEException {
        Authentication refused =
                authenticate(claims().audience("a\r\nb\u001b" + "x".repeat(400)).build());

        String message = assertInstanceOf(Authentication.Refused.class, refused).message();
        assertTrue(message.contains("found: a??b?xxx"), message);
        assertTrue(message.length() < 400, message);
    }

    @Test
    void authenticate_pastItsExpiryAndTheSkew_isRefusedAlsoWhenSeenBefore() throws JOSEException {
        String header = "Bearer " + goodToken();
        assertAccepted(authenticator.authenticate(header));
        clock.advance(Duration.ofHours(1).plusSeconds(59));
        assertAccepted(authenticator.authenticate(header));

        clock.advance(Duration.ofSeconds(1));

        assertRefused("[TokenExpired]", authenticator.authenticate(header));
        assertRefused("[TokenExpired]", authenticator.authenticate(header));
        assertEquals(0, authenticator.rememberedTokens());
    }

    @Test
    void authenticate_firstSeenAfterItsExpiry_isRefusedAndNotRemembered() throws JOSEException {
        String header = "Bearer " + goodToken();
        clock.advance(Duration.ofHours(2));

        assertRefused("[TokenExpired]", authenticator.authenticate(header));
        assertEquals(0, authenticator.rememberedTokens());
    }

    @Test
    void authenticate_beforeItsTime_isRefusedUntilThen() throws JOSEException {
        Date later = Date.from(clock.instant().plusSeconds(61));
        String header =
                "Bearer " + TestTokens.sign(TestTokens.KEY, claims().notBeforeTime(later).build());

        assertRefused("[TokenNotYetValid]", authenticator.authenticate(header));
        clock.advance(Duration.ofSeconds(1));
        assertAccepted(authenticator.authenticate(header));
    }

    @Test
    void authenticate_keyRemovedFromTheState_refusesTokensSeenBefore() throws JOSEException {
        String header = "Bearer " + goodToken();
        assertAccepted(authenticator.authenticate(header));
        assertEquals(1, authenticator.rememberedTokens());

        keys.set(List.of(TestTokens.issuerKey(TestTokens.FOREIGN_KEY)));

        assertRefused("[InvalidToken]", authenticator.authenticate(header));
        assertEquals(0, authenticator.rememberedTokens());
    }

    @Test
    void authenticate_keyAddedToTheState_acceptsTokensOfBoth() throws JOSEException {
        keys.set(
                List.of(
                        TestTokens.issuerKey(TestTokens.KEY),
                        TestTokens.issuerKey(TestTokens.FOREIGN_KEY)));

        assertAccepted(authenticator.authenticate("Bearer " + goodToken()));
        assertAccepted(
                authenticator.authenticate(
                        "Bearer " + TestTokens.sign(TestTokens.FOREIGN_KEY, claims().build())));
    }

    @Test
    void authenticate_tokenLongerThanTheLimit_isRefusedWithoutItsText() throws JOSEException {
        String token =
                TestTokens.sign(
                        TestTokens.KEY, claims().claim("padding", "p".repeat(13_000)).build());
        assertTrue(token.length() > Authenticator.MAX_TOKEN_CHARS);

        Authentication refused = authenticator.authenticate("Bearer " + token);

        assertRefused("[InvalidToken] The bearer token is longer than 16384", refused);
        assertFalse(refused.toString().contains(token.substring(0, 20)));
    }

    @Test
    void authenticate_longTokenWithinTheLimit_isAccepted() throws JOSEException {
        assertAccepted(authenticate(claims().claim("padding", "p".repeat(10_000)).build()));
    }
}
