package io.strongroom.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class SettingsTest {
    @Test
    void parse_commentsQuotesAndExport_areUnderstood() {
        var values =
                Settings.parse(
                        """
                        # comment

                        A=1
                        export B="two words"
                        C='a=b'
                        D=
                        """);
        assertEquals(Map.of("A", "1", "B", "two words", "C", "a=b", "D", ""), values);
    }

    @Test
    void parse_notAPair_namesTheLine() {
        var e = assertThrows(UsageException.class, () -> Settings.parse("A=1\nnonsense\n"));
        assertEquals("--env: line 2 is not KEY=VALUE", e.getMessage());
    }

    @Test
    void cluster_authorityBesideTheVaults_isServedByTheNodes() throws IOException {
        var authority = "https://login.localhost:8443";
        assertEquals(URI.create(authority), settings(authority).cluster().authority());
        assertEquals(null, settings("https://idp.example:8443").cluster().authority());
        assertEquals(null, settings("https://login.localhost").cluster().authority());
    }

    @Test
    void cluster_issuerSaidToBeElsewhere_isNotServedByTheNodes() throws IOException {
        var values = new HashMap<>(settings("https://login.localhost:8443").values());
        values.put(Settings.EMBEDDED_ISSUER, "false");
        assertEquals(null, new Settings(values, Path.of("")).cluster().authority());
    }

    @Test
    void cluster_plainHttpNode_isNotUnderstood() {
        var values = new HashMap<>(settings("https://login.localhost").values());
        values.put(Settings.NODES, "http://127.0.0.1:1");
        assertThrows(UsageException.class, () -> new Settings(values, Path.of("")).cluster());
    }

    private static Settings settings(String authority) {
        return new Settings(
                Map.of(
                        Settings.VAULT_URI, "https://default.vault.localhost:8443",
                        Settings.NODES, "https://127.0.0.1:8443, https://127.0.0.2:8443",
                        Settings.AUTHORITY_HOST, authority),
                Path.of(""));
    }
}
