package io.strongroom.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.server.config.NameSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.Optional;

final class ChallengeTest {
    private static String header(String domain, int port, String authority) {
        NameSettings names = new NameSettings(domain, port, URI.create(authority));
        return Challenge.of(
                        Authority.of(names.authority(), TestTokens.TENANT),
                        Audiences.of(names, TestTokens.TOKENS))
                .header();
    }

    @Test
    void of_ownPort_namesItInBoth() {
        assertEquals(
                "Bearer authorization=\"https://login.localhost:8443/"
                        + TestTokens.TENANT
                        + "\","
                        + " resource=\"https://vault.localhost:8443\"",
                header("vault.localhost", 8443, "https://login.localhost:8443"));
    }

    @Test
    void of_httpsPort_leavesItOut() {
        String expected =
                "Bearer authorization=\"https://login.example.com/"
                        + TestTokens.TENANT
                        + "\","
                        + " resource=\"https://vault.example.com\"";

        assertEquals(expected, header("vault.example.com", 443, "https://login.example.com:443"));
        assertEquals(expected, header("vault.example.com", 443, "https://Login.example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.localhost",
                "https://login.localhost/path",
                "https://login.localhost/?a=b",
                "https://login.localhost/#a",
                "https://me@login.localhost",
                "login.localhost",
                "https:///x"
            })
    void authority_moreOrLessThanHostAndPort_isRefused(String url) {
        assertThrows(
                IllegalArgumentException.class,
                () -> Authority.of(URI.create(url), TestTokens.TENANT));
    }

    @Test
    void canonical_acceptedAudience_losesItsTrailingSlash() {
        Audiences audiences = TestTokens.AUDIENCES;

        assertEquals(
                Optional.of("https://vault.localhost"),
                audiences.canonical("https://vault.localhost/"));
        assertEquals(
                Optional.of("https://vault.azure.net"),
                audiences.canonical("https://vault.azure.net"));
        assertEquals(Optional.empty(), audiences.canonical("https://vault.localhost//"));
        assertEquals(Optional.empty(), audiences.canonical(""));
    }

    @Test
    void of_httpsPort_acceptsTheAudienceWithItToo() {
        NameSettings names =
                new NameSettings("vault.example.com", 443, URI.create("https://login.example.com"));

        assertEquals(
                Optional.of("https://vault.example.com:443"),
                Audiences.of(names, TestTokens.TOKENS).canonical("https://vault.example.com:443/"));
    }
}
