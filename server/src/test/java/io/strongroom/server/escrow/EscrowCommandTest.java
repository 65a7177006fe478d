package io.strongroom.server.escrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.escrow.TransferKey;
import io.strongroom.hsm.software.SoftwareRootKey;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The commands on a root key in a file; on tokens they are run by the integration tests. */
final class EscrowCommandTest {
    private static final String PASSPHRASE = "a passphrase of some length";

    @TempDir private static Path shared;

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String typed = "";
    private Pause pause =
            () -> {
                throw new IllegalStateException("nothing more comes: " + err);
            };

    @BeforeAll
    static void makeClusterAndOfficers() throws Exception {
        Path example = Path.of("..", "docs", "node.example.yaml");
        Files.copy(example, shared.resolve("node.yaml"));
        for (String name :
                List.of(
                        "cluster/node1.pem",
                        "cluster/node1.key",
                        "cluster/ca.pem",
                        "tls/public.pem",
                        "tls/public.key",
                        "rootkey.pass",
                        "pipeline.secret",
                        "pipeline.pem")) {
            Path file = shared.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, PASSPHRASE);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        SoftwareRootKey.create(shared.resolve("rootkey.p12"), PASSPHRASE.toCharArray()).close();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        for (String officer : List.of("alice", "bob", "carol")) {
            KeyPair pair = generator.generateKeyPair();
            write(officer + ".pem", "PUBLIC KEY", pair.getPublic().getEncoded());
            write(officer + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded());
        }
        assertEquals(
                0,
                new EscrowCommandTest()
                        .run(create(shared.resolve("escrow.json"), "alice", "bob", "carol")));
    }

    @BeforeEach
    void forget() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    private static void write(String file, String kind, byte[] encoded) throws IOException {
        String lines = Base64.getMimeEncoder().encodeToString(encoded);
        Files.writeString(
                shared.resolve(file),
                "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind));
    }

    private static String[] create(Path escrow, String... officers) {
        List<String> command =
                new ArrayList<>(List.of("create", "--config", file("node.yaml"), "--required"));
        command.addAll(List.of("2", "--yes", "--out", escrow.toString()));
        for (String officer : officers) {
            command.addAll(List.of("--officer", file(officer + ".pem")));
        }
        return command.toArray(String[]::new);
    }

    private static String file(String name) {
        return shared.resolve(name).toString();
    }

    private int run(String... arguments) {
        ByteArrayInputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        PrintWriter errors = new PrintWriter(err, true);
        CommandLine command =
                EscrowCommand.commandLine(
                        new Terminal(new PrintWriter(out, true), errors, in), pause);
        return command.setErr(errors)
                .setExecutionExceptionHandler((failure, _, _) -> {
                    errors.println(failure.getMessage());
                    return 1;
                })
                .execute(arguments);
    }

    private String[] restore(String... more) {
        String[] begin = {
            "restore",
            "--key-store",
            folder.resolve("restored.p12").toString(),
            "--key-store-passphrase-file",
            file("rootkey.pass"),
            "--file",
            file("escrow.json")
        };
        String[] all = Arrays.copyOf(begin, begin.length + more.length);
        System.arraycopy(more, 0, all, begin.length, more.length);
        return all;
    }

    private String[] openShare(String officer, String... more) {
        String[] begin = {
            "open-share",
            "--file",
            file("escrow.json"),
            "--officer-key",
            file(officer + ".key"),
            "--request",
            folder.resolve("request.pem").toString(),
            "--out",
            folder.resolve(officer + ".share").toString()
        };
        String[] all = Arrays.copyOf(begin, begin.length + more.length);
        System.arraycopy(more, 0, all, begin.length, more.length);
        return all;
    }

    private static byte[] fingerprint(Path keyStore) throws Exception {
        try (SoftwareRootKey key = SoftwareRootKey.open(keyStore, PASSPHRASE.toCharArray())) {
            return key.fingerprint();
        }
    }

    private void assertRestored() throws Exception {
        assertArrayEquals(
                fingerprint(shared.resolve("rootkey.p12")),
                fingerprint(folder.resolve("restored.p12")));
    }

    private void assertRefused(String why, String... command) {
        assertEquals(1, run(command), err.toString());
        assertTrue(err.toString().contains(why), err.toString());
        assertFalse(Files.exists(folder.resolve("restored.p12")));
    }

    @Test
    void restore_sharesOpenedElsewhere_bringsTheRootKeyBackAndLeavesNoFile() throws Exception {
        Path request = folder.resolve("request.pem");
        pause =
                () -> {
                    try {
                        String print = TransferKey.printOf(Files.readString(request)).toString();
                        assertTrue(err.toString().contains(print), err.toString());
                        assertEquals(0, run(openShare("alice", "--request-fingerprint", print)));
                        typed = "yes\n";
                        assertEquals(0, run(openShare("carol")));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                };

        assertEquals(
                0,
                run(
                        restore(
                                "--request",
                                request.toString(),
                                "--share",
                                folder.resolve("alice.share").toString(),
                                "--share",
                                folder.resolve("carol.share").toString())),
                err.toString());
        assertRestored();
        assertTrue(out.toString().contains("Restored as the key store"), out.toString());
        try (var left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("restored.p12")), left.toList());
        }
    }

    @Test
    void restore_officersHere_bringsTheRootKeyBack() throws Exception {
        assertEquals(
                0,
                run(restore("--officer-key", file("bob.key"), "--officer-key", file("carol.key"))),
                err.toString());
        assertRestored();
    }

    @Test
    void restore_wrongOrTooFewOfficersOrFingerprint_restoresNothing() throws IOException {
        assertRefused("2 of 3 officers are needed", restore("--officer-key", file("bob.key")));
        assertRefused(
                "given already",
                restore("--officer-key", file("bob.key"), "--officer-key", file("bob.key")));
        assertRefused("not 0000", twoOfficersAnd("--fingerprint", "00".repeat(16)));
        assertRefused(
                "--request is missing",
                restore("--officer-key", file("bob.key"), "--share", "alice.share"));
        assertRefused(
                "only 1 of the 2",
                restore(
                        "--officer-key",
                        file("bob.key"),
                        "--share",
                        folder.resolve("alice.share").toString(),
                        "--request",
                        folder.resolve("request.pem").toString(),
                        "--patience",
                        "PT0S"));
        assertFalse(Files.exists(folder.resolve("request.pem")));
        assertEquals(2, run("restore", "--file", file("escrow.json"), "--share", "x"));
    }

    private String[] twoOfficersAnd(String... more) {
        List<String> all = new ArrayList<>();
        for (String officer : List.of("bob", "alice")) {
            all.addAll(List.of("--officer-key", file(officer + ".key")));
        }
        all.addAll(List.of(more));
        return restore(all.toArray(String[]::new));
    }

    @Test
    void restore_fingerprintAsHsmStatusPrintsIt_isTheSame() throws Exception {
        String printed =
                HexFormat.of()
                        .withUpperCase()
                        .formatHex(fingerprint(shared.resolve("rootkey.p12")))
                        .replaceAll("(.{4})", "$1 ");

        assertEquals(0, run(twoOfficersAnd("--fingerprint", printed)), err.toString());
        assertRestored();
    }

    @Test
    void restore_whatIsNoFingerprintOrGeneration_isRefusedBeforeAnyShareIsOpened() {
        assertRefused("32 hexadecimal digits", twoOfficersAnd("--fingerprint", "01b7 1701"));
        assertRefused("is of generation 1", twoOfficersAnd("--generation", "2"));
        assertRefused("has no label", twoOfficersAnd("--key-label", "root"));
        assertFalse(err.toString().contains("opened"), err.toString());
    }

    @Test
    void restore_whereAKeyIs_isRefusedBeforeAnyShareIsOpened() throws IOException {
        Files.writeString(folder.resolve("restored.p12"), "a key");

        assertEquals(
                1,
                run(
                        restore(
                                "--share",
                                "a",
                                "--share",
                                "b",
                                "--request",
                                folder.resolve("request.pem").toString())));
        assertTrue(err.toString().contains("exists and is not overwritten"), err.toString());
        assertFalse(err.toString().contains("Waiting"), err.toString());
        assertEquals("a key", Files.readString(folder.resolve("restored.p12")));
    }

    @Test
    void openShare_otherRequestThanTold_opensNothing() throws IOException {
        Files.writeString(folder.resolve("request.pem"), TransferKey.generate().request());

        assertRefused(
                "exchanged the request", openShare("alice", "--request-fingerprint", "12 34"));
        typed = "no\n";
        assertEquals(2, run(openShare("alice")));
        assertFalse(Files.exists(folder.resolve("alice.share")));
    }

    @Test
    void check_officersKey_saysWhichShareItOpens() {
        assertEquals(
                0,
                run("check", "--file", file("escrow.json"), "--officer-key", file("bob.key")),
                err.toString());
        assertTrue(out.toString().contains("opens share 2 of 3; any 2"), out.toString());
        assertRefused(
                "not an escrow file",
                "check",
                "--file",
                file("node.yaml"),
                "--officer-key",
                file("bob.key"));
    }

    @Test
    void create_onlyTheRootKeysFilesAreThere_isEnough() throws IOException {
        Path bare = Files.createDirectories(folder.resolve("bare"));
        for (String needed : List.of("node.yaml", "rootkey.p12", "rootkey.pass")) {
            Files.copy(
                    shared.resolve(needed),
                    bare.resolve(needed),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path escrow = folder.resolve("escrow.json");
        String[] command = create(escrow, "alice", "bob", "carol");
        command[2] = bare.resolve("node.yaml").toString();

        assertEquals(0, run(command), err.toString());
        assertTrue(out.toString().contains("(generation 1)"), out.toString());
        assertTrue(Files.exists(escrow));
    }

    @Test
    void create_notConfirmed_makesNothing() {
        Path escrow = folder.resolve("escrow.json");
        List<String> command = new ArrayList<>(List.of(create(escrow, "alice", "bob", "carol")));
        command.remove("--yes");

        assertEquals(2, run(command.toArray(String[]::new)));
        assertTrue(err.toString().contains("Any 2 of these 3 officers"), err.toString());
        assertFalse(Files.exists(escrow));
    }

    @Test
    void create_existingFileOrSameOfficerOrPrivateKey_isRefused() {
        Path escrow = folder.resolve("escrow.json");
        assertRefused("exists", create(shared.resolve("escrow.json"), "alice", "bob", "carol"));
        assertRefused("have the same key", create(escrow, "alice", "bob", "alice"));
        assertRefused("3 to 10 officers", create(escrow, "alice", "bob"));
        List<String> command = new ArrayList<>(List.of(create(escrow, "alice", "bob")));
        command.addAll(List.of("--officer", file("carol.key")));
        assertRefused("stays with the officer", command.toArray(String[]::new));
        assertFalse(Files.exists(escrow));
    }
}
