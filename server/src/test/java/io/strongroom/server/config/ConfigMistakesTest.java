package io.strongroom.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What a file gets wrong is told with its line, and all at once. */
final class ConfigMistakesTest {
    private Path folder;
    private ExampleConfig example;

    @BeforeEach
    void makeFiles(@TempDir Path temp) throws IOException {
        folder = temp;
        example = ExampleConfig.in(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "erasure,within: PT9S,what was purged is erased within PT10S",
        "erasure,within: PT24H1S,what was purged is erased within PT10S",
        "disk,lowMebibytes: 15,at least 16 MiB must stay free",
        "disk,lowMebibytes: -1,at least 16 MiB must stay free",
        "replicas,compareEvery: 99,replicas are compared every 100 to 1000000 entries"
    })
    void load_erasureOrDiskOutOfBounds_isRefused(String section, String line, String message) {
        ConfigException refusal =
                assertThrows(
                        ConfigException.class,
                        () ->
                                example.load(
                                        ExampleConfig.text()
                                                + "\n"
                                                + section
                                                + ":\n  "
                                                + line
                                                + "\n"));
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer: http://a | is not an https URL",
                "issuer: https://a | either a jwksFile or a jwksUri",
                "issuer: https://a, jwksUri: http://a | is not an https URL",
                "issuer: https://a, jwksUri: https:// | is not an https URL",
                "issuer: https://a, jwksUri: https://a, jwksFile: cluster/ca.pem | either a",
                "issuer: https://a, jwksFile: missing | missing"
            })
    void load_releaseAuthorityThatIsNone_isRefused(String members, String message)
            throws IOException {
        List<String> mistakes =
                example.mistakes(
                        ExampleConfig.text()
                                + "\nrelease:\n  authorities:\n    - "
                                + members.replace(", ", "\n      ")
                                + "\n");
        assertTrue(mistakes.stream().anyMatch(one -> one.contains(message)), mistakes.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "erasure,wihtin: PT10M,within",
        "disk,lowMebibyte: 512,lowMebibytes",
        "disk,lowMegabytes: 512,lowMebibytes"
    })
    void load_unknownKeyInAnOptionalSection_namesTheNearest(
            String section, String line, String nearest) throws IOException {
        List<String> mistakes =
                example.mistakes(ExampleConfig.text() + "\n" + section + ":\n  " + line + "\n");
        String hint = "unknown key, did you mean \"" + nearest + "\"?";
        assertTrue(mistakes.stream().anyMatch(one -> one.contains(hint)), mistakes.toString());
    }

    @ParameterizedTest
    @CsvSource({"erasures,erasure", "disks,disk", "admins,admin"})
    void load_misspeltOptionalSection_namesTheNearest(String section, String nearest)
            throws IOException {
        List<String> mistakes = example.mistakes(ExampleConfig.text() + "\n" + section + ": {}\n");
        assertEquals(1, mistakes.size(), mistakes.toString());
        assertTrue(
                mistakes.getFirst().contains("did you mean \"" + nearest + "\"?"),
                mistakes.getFirst());
    }

    @Test
    void load_unknownKey_namesLineAndNearestKey() throws Exception {
        String text = ExampleConfig.with("  bindAddress:", "  bindAdress:");

        assertEquals(
                List.of(
                        at(text, "  bindAdress:", 3)
                                + ": http.bindAddress: missing; this key is required",
                        at(text, "  bindAdress:", 3)
                                + ": http.bindAdress: unknown key, did you mean \"bindAddress\"?"
                                + " (valid here: bindAddress, port, certificate, privateKey)"),
                example.mistakes(text));
    }

    @Test
    void load_unknownSection_namesTheNearest() throws Exception {
        String text = ExampleConfig.with("bootstrap:", "bootsrap:");

        List<String> mistakes = example.mistakes(text);

        assertEquals(1, mistakes.size());
        assertTrue(mistakes.getFirst().contains("did you mean \"bootstrap\"?"));
    }

    @Test
    void load_duplicateKey_namesBothLines() throws Exception {
        String text = ExampleConfig.with("  port: 8443\n", "  port: 8443\n  port: 9443\n");
        int first = lineOf(text, "  port: 8443");

        assertEquals(
                List.of(
                        example.file()
                                + ":"
                                + (first + 1)
                                + ":3: http.port: duplicate key, already given in line "
                                + first),
                example.mistakes(text));
    }

    @Test
    void load_severalMistakes_areAllTold() throws Exception {
        String text =
                ExampleConfig.text()
                        .replace("  port: 8443", "  port: eight")
                        .replace("lifetime: PT1H", "lifetime: 1 hour")
                        .replace("retentionDays: 90", "retentionDays: 91");

        List<String> mistakes = example.mistakes(text);

        assertEquals(3, mistakes.size(), mistakes.toString());
        assertTrue(mistakes.get(0).endsWith("http.port: must be a whole number, but is text"));
        assertTrue(
                mistakes.get(1)
                        .endsWith("tokens.lifetime: \"1 hour\" is not a duration such as PT1H"));
        assertTrue(
                mistakes.get(2)
                        .endsWith(
                                "bootstrap.vaults[0].retentionDays: a vault's retention is 7 to 90"
                                        + " days, not 91"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    '  id: 1\\n' | '  id: 4\\n' | node.id: node 4 is not among cluster.peers (1, 2, 3)
                    '  id: 1\\n' | '  id: 0\\n' | node.id: a node id is a number from 1 to 999999999, not 0
                    '  id: 1\\n' | '  id: "1"\\n' | node.id: must be a whole number, but is text
                    '  id: 1\\n' | '  id: 9999999999\\n' | node.id: "9999999999" is not a whole number in range
                    '    - 5b2f3c40' | '    - 5B2f3c40' | admin.principals[0]: "5B2f3c40-6d55-4c43-8a4f-6a1b5e0d8c02" is not a UUID in lower case
                    'principals:' | 'principles:' | admin.principles: unknown key, did you mean "principals"? (valid here: principals)
                    '    - 5b2f3c40-6d55-4c43-8a4f-6a1b5e0d8c02\\n' | '    - 5b2f3c40-6d55-4c43-8a4f-6a1b5e0d8c02\\n    - 5b2f3c40-6d55-4c43-8a4f-6a1b5e0d8c02\\n' | admin.principals[1]: is listed twice
                    '  join: false' | '  joins: false' | cluster.joins: unknown key, did you mean "join"? (valid here: id, join, peers, certificate, privateKey, trusted)
                    '  join: false' | '  join: later' | cluster.join: must be true or false, but is text
                    'id: 2, host' | 'id: 1, host' | cluster.peers[1].id: id 1 is taken by another peer
                    'node2.example' | 'node1.example' | cluster.peers[1].host: node1.example.org:8444 is taken by another peer
                    '    - {id: 3, host: node3.example.org, port: 8444}\\n' | '' | cluster.peers: a cluster has 3 or 5 peers (1 for a trial), not 2
                    'host: node2.example.org' | 'host: https://node2' | cluster.peers[1].host: "https://node2" is not a host name or address (without scheme and port)
                    'host: node2.example.org, port: 8444' | 'host: node2.example.org, port: 70000' | cluster.peers[1].port: a port is 1 to 65535, not 70000
                    '3f0f1d1e-6f1c-4f5e-9a57-1d6f0e3f9b11' | '1-2-3-4-5' | cluster.id: "1-2-3-4-5" is not a UUID
                    'domain: vault.example.org' | 'domain: localhost' | names.domain: "localhost" is not a domain in lower case with at least two labels, such as vault.example.org
                    'authority: https:' | 'authority: http:' | names.authority: must be https://HOST:PORT, not http://login.example.org:443
                    'login.example.org:443' | 'login.example.org:443/t' | names.authority: must be https://HOST:PORT without a path or anything else after it, not https://login.example.org:443/t
                    'lifetime: PT1H' | 'lifetime: PT25H' | tokens.lifetime: a token lives from PT1M to PT24H, not PT25H
                    'extraAudiences: []' | 'extraAudiences: x' | tokens.extraAudiences: must be a list (lines that start with -), but is text
                    'extraAudiences: []' | 'extraAudiences: [1]' | tokens.extraAudiences[0]: must be text; put it in quotes, but is a number
                    'purgeProtection: true' | 'purgeProtection: maybe' | bootstrap.vaults[0].purgeProtection: must be true or false, but is text
                    'name: default' | 'name: a--b' | bootstrap.vaults[0].name: "a--b": a vault name has 3-24 letters, digits and single hyphens and starts with a letter
                    'vault: default' | 'vault: other' | bootstrap.roleAssignments[0].vault: no vault other in bootstrap.vaults
                    'principal: 5b2f3c40' | 'principal: 5b2f3c41' | bootstrap.roleAssignments[0].principal: no service principal in bootstrap.servicePrincipals has this objectId
                    '      secretFile: pipeline.secret\\n' | '' | bootstrap.servicePrincipals[0].secretFile: a service principal needs a secretFile, a certificateFile or both
                    'displayName: deployment pipeline' | 'displayName: ""' | bootstrap.servicePrincipals[0].displayName: must not be blank
                    '    passphraseFile: rootkey.pass\\n' | '' | rootKey.software.passphraseFile: exactly one of passphraseFile and passphraseEnv must be given
                    '  dataDir: /var/lib/strongroom\\n' | '' | node.dataDir: missing; this key is required
                    '  dataDir: /var/lib/strongroom\\n' | '  dataDir:\\n' | node.dataDir: must be text, but is nothing
                    """)
    void load_mistake_isToldWithItsPath(String old, String changed, String expected)
            throws Exception {
        String text = ExampleConfig.with(unescaped(old), unescaped(changed));

        List<String> mistakes = example.mistakes(text);

        assertEquals(1, mistakes.size(), mistakes.toString());
        assertTrue(mistakes.getFirst().endsWith(": " + expected), mistakes.getFirst());
    }

    @Test
    void load_valueRefused_pointsAtItsLine() throws Exception {
        String text = ExampleConfig.with("  lifetime: PT1H", "  lifetime: PT0S");

        assertTrue(example.mistakes(text).getFirst().startsWith(at(text, "  lifetime:", 13) + ":"));
    }

    @Test
    void load_missingFile_isNamed() throws Exception {
        Files.delete(folder.resolve("tls/public.pem"));

        assertTrue(
                example.mistakes(ExampleConfig.text())
                        .getFirst()
                        .endsWith(
                                "http.certificate: no such file: "
                                        + folder.resolve("tls/public.pem")));
    }

    @Test
    void load_secretThatEveryoneReads_saysChmod() throws Exception {
        Path key = folder.resolve("tls/public.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertTrue(
                example.mistakes(ExampleConfig.text())
                        .getFirst()
                        .endsWith("everyone can read this secret, run: chmod o-rwx " + key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    '' | 1:1: the file is empty
                    '- a' | 1:1: the file must hold a mapping (key: ...)
                    'node: &a {id: 1}\\ncluster: *a' | 2:10: cluster: YAML aliases are not allowed
                    'node: {}\\n---\\nnode: {}' | only one YAML document is allowed, remove this one
                    'node: [' | not valid YAML:
                    """)
    void load_notOneMapping_isRefused(String yaml, String expected) {
        List<String> mistakes = example.mistakes(unescaped(yaml));

        assertTrue(
                mistakes.stream().anyMatch(mistake -> mistake.contains(expected)),
                mistakes.toString());
    }

    private String at(String text, String line, int column) {
        return example.file() + ":" + lineOf(text, line) + ":" + column;
    }

    private static int lineOf(String text, String piece) {
        return (int) text.substring(0, text.indexOf(piece)).lines().count() + 1;
    }

    /** CSV has no line breaks of its own. */
    private static String unescaped(String text) {
        return text.replace("\\n", "\n");
    }
}
