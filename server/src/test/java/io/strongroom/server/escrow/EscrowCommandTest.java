package io.strongroom.server.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.escrow.TransferKey;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The commands on a root key in a file, but for its restoring. */
final class EscrowCommandTest {
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

    @Test
    void openShare_otherRequestThanTold_opensNothing() throws IOException {
        Files.writeString(folder.resolve("request.pem"), TransferKey.generate().request());

        bench.assertRefused(
                "exchanged the request",
                bench.openShare("alice", "--request-fingerprint", "12 34"));
        bench.type("no\n");
        assertEquals(2, bench.run(bench.openShare("alice")));
        assertFalse(Files.exists(folder.resolve("alice.share")));
    }

    @Test
    void check_officersKey_saysWhichShareItOpens() {
        assertEquals(
                0,
                bench.run(
                        "check",
                        "--file",
                        bench.file("escrow.json"),
                        "--officer-key",
                        bench.file("bob.key")),
                bench.err());
        assertTrue(bench.out().contains("opens share 2 of 3; any 2"), bench.out());
        bench.assertRefused(
                "not an escrow file",
                "check",
                "--file",
                bench.file("node.yaml"),
                "--officer-key",
                bench.file("bob.key"));
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
        String[] command = bench.create(escrow, "alice", "bob", "carol");
        command[2] = bare.resolve("node.yaml").toString();

        assertEquals(0, bench.run(command), bench.err());
        assertTrue(bench.out().contains("(generation 1)"), bench.out());
        assertTrue(Files.exists(escrow));
    }

    @Test
    void create_notConfirmed_makesNothing() {
        Path escrow = folder.resolve("escrow.json");
        List<String> command =
                new ArrayList<>(List.of(bench.create(escrow, "alice", "bob", "carol")));
        command.remove("--yes");

        assertEquals(2, bench.run(command.toArray(String[]::new)));
        assertTrue(bench.err().contains("Any 2 of these 3 officers"), bench.err());
        assertFalse(Files.exists(escrow));
    }

    @Test
    void create_existingFileOrSameOfficerOrPrivateKey_isRefused() {
        Path escrow = folder.resolve("escrow.json");
        bench.assertRefused(
                "exists", bench.create(shared.resolve("escrow.json"), "alice", "bob", "carol"));
        bench.assertRefused("have the same key", bench.create(escrow, "alice", "bob", "alice"));
        bench.assertRefused("3 to 10 officers", bench.create(escrow, "alice", "bob"));
        List<String> command = new ArrayList<>(List.of(bench.create(escrow, "alice", "bob")));
        command.addAll(List.of("--officer", bench.file("carol.key")));
        bench.assertRefused("stays with the officer", command.toArray(String[]::new));
        assertFalse(Files.exists(escrow));
    }
}
