package io.strongroom.server.http;

import static io.strongroom.server.fake.Requests.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.config.NameSettings;
import io.strongroom.storage.command.VaultName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;

final class PublicNamesTest {
    private static final VaultName DB = new VaultName("vdb");
    private final PublicNames names = new PublicNames(TestTokens.NAMES);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vdb.vault.localhost",
                "vdb.vault.localhost:8443",
                "vdb.vault.localhost:1",
                "VDB.Vault.LOCALHOST",
                "vdb.vault.localhost.",
                "vdb.vault.localhost.:8443"
            })
    void vaultOf_anyFormOfTheHost_isTheVault(String host) {
        assertEquals(DB, names.vaultOf(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vault.localhost",
                ".vault.localhost",
                "vdbvault.localhost",
                "a.vdb.vault.localhost",
                "vdb.vault.localhost.evil.example",
                "vdb_x.vault.localhost",
                "vd.vault.localhost",
                "1vdb.vault.localhost",
                "127.0.0.1:8443",
                "[::1]:8443",
                "[::1]",
                ":",
                "vdb.vault.localhost..",
                "user@vdb.vault.localhost"
            })
    void vaultOf_otherHost_isRefused(String host) {
        assertRefused(ErrorCode.VAULT_NOT_FOUND, () -> names.vaultOf(host));
    }

    @Test
    void vaultUrl_portIsShownUnlessItIs443() {
        assertEquals("https://vdb.vault.localhost:8443", names.vaultUrl(DB));
        PublicNames standard =
                new PublicNames(
                        new NameSettings("vault.example.org", 443, URI.create("https://login.x")));
        assertEquals("https://vdb.vault.example.org", standard.vaultUrl(DB));
        assertEquals("vdb.vault.example.org", standard.vaultHost(DB));
    }

    @Test
    void isAuthority_itsHostInAnyForm_isTrue() {
        assertTrue(names.isAuthority("login.localhost:8443"));
        assertTrue(names.isAuthority("LOGIN.localhost."));
        assertFalse(names.isAuthority("db.vault.localhost"));
        assertFalse(names.isAuthority("xlogin.localhost"));
    }
}
