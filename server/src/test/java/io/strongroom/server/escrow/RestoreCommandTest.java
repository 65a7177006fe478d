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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A root key in a file, brought back; on tokens the integration tests do it. */
final class RestoreCommandTest {
    @TempDir private static Path shared;

    @TempDir private Path folder;

    private EscrowBench bench;

    @BeforeAll
    static void makeClusterAndOfficers() throws Exception {
        EscrowBench.prepare(shared);
    }

    @BeforeEach
    void open() {
        bench = new EscrowBench(shared, folder);
    }

    private String[] restore(String... more) {
        String[] begin = {
            "restore",
            "--key-store",
            folder.resolve("restored.p12").toString(),
            "--key-store-passphrase-file",
            bench.file("rootkey.pass"),
            "--file",
            bench.file("escrow.json")
        };
        String[] all = Arrays.copyOf(begin, begin.length + more.length);
        System.arraycopy(more, 0, all, begin.length, more.length);
        return all;
    }

    private static byte[] fingerprint(Path keyStore) throws Exception {
        try (SoftwareRootKey key =
                SoftwareRootKey.open(keyStore, EscrowBench.PASSPHRASE.toCharArray())) {
            return key.fingerprint();
        }
    }

    private void assertRestored() throws Exception {
        assertArrayEquals(
                fingerprint(shared.resolve("rootkey.p12")),
                fingerprint(folder.resolve("restored.p12")));
    }

    @Test
    void restore_sharesOpenedElsewhere_bringsTheRootKeyBackAndLeavesNoFile() throws Exception {
        Path request = folder.resolve("request.pem");
        bench.pause(() -> {
            try {
                String print = TransferKey.printOf(Files.readString(request)).toString();
                assertTrue(bench.err().contains(print), bench.err());
                assertEquals(
                        0, bench.run(bench.openShare("alice", "--request-fingerprint", print)));
                bench.type("yes\n");
                assertEquals(0, bench.run(bench.openShare("carol")));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });

        assertEquals(
                0,
                bench.run(
                        restore(
                                "--request",
                                request.toString(),
                                "--share",
                                folder.resolve("alice.share").toString(),
                                "--share",
                                folder.resolve("carol.share").toString())),
                bench.err());
        assertRestored();
        assertTrue(bench.out().contains("Restored as the key store"), bench.out());
        try (var left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("restored.p12")), left.toList());
        }
    }

    @Test
    void restore_officersHere_bringsTheRootKeyBack() throws Exception {
        assertEquals(
                0,
                bench.run(
                        restore(
                                "--officer-key",
                                bench.file("bob.key"),
                                "--officer-key",
                                bench.file("carol.key"))),
                bench.err());
        assertRestored();
    }

    @Test
    void restore_wrongOrTooFewOfficersOrFingerprint_restoresNothing() throws IOException {
        bench.assertRefused(
                "2 of 3 officers are needed", restore("--officer-key", bench.file("bob.key")));
        bench.assertRefused(
                "given already",
                restore(
                        "--officer-key",
                        bench.file("bob.key"),
                        "--officer-key",
                        bench.file("bob.key")));
        bench.assertRefused("not 0000", twoOfficersAnd("--fingerprint", "00".repeat(16)));
        bench.assertRefused(
                "--request is missing",
                restore("--officer-key", bench.file("bob.key"), "--share", "alice.share"));
        bench.assertRefused(
                "only 1 of the 2",
                restore(
                        "--officer-key",
                        bench.file("bob.key"),
                        "--share",
                        folder.resolve("alice.share").toString(),
                        "--request",
                        folder.resolve("request.pem").toString(),
                        "--patience",
                        "PT0S"));
        assertFalse(Files.exists(folder.resolve("request.pem")));
        assertEquals(2, bench.run("restore", "--file", bench.file("escrow.json"), "--share", "x"));
    }

    private String[] twoOfficersAnd(String... more) {
        List<String> all = new ArrayList<>();
        for (String officer : List.of("bob", "alice")) {
            all.addAll(List.of("--officer-key", bench.file(officer + ".key")));
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

        assertEquals(0, bench.run(twoOfficersAnd("--fingerprint", printed)), bench.err());
        assertRestored();
    }

    @Test
    void restore_whatIsNoFingerprintOrGeneration_isRefusedBeforeAnyShareIsOpened() {
        bench.assertRefused("32 hexadecimal digits", twoOfficersAnd("--fingerprint", "01b7 1701"));
        bench.assertRefused("is of generation 1", twoOfficersAnd("--generation", "2"));
        bench.assertRefused("has no label", twoOfficersAnd("--key-label", "root"));
        assertFalse(bench.err().contains("opened"), bench.err());
    }

    @Test
    void restore_whereAKeyIs_isRefusedBeforeAnyShareIsOpened() throws IOException {
        Files.writeString(folder.resolve("restored.p12"), "a key");

        assertEquals(
                1,
                bench.run(
                        restore(
                                "--share",
                                "a",
                                "--share",
                                "b",
                                "--request",
                                folder.resolve("request.pem").toString())));
        assertTrue(bench.err().contains("exists and is not overwritten"), bench.err());
        assertFalse(bench.err().contains("Waiting"), bench.err());
        assertEquals("a key", Files.readString(folder.resolve("restored.p12")));
    }
}
