package io.strongroom.server.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.software.SoftwareRootKey;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The commands on a root key in a file, as an operator and officers type them. */
final class EscrowBench {
    static final String PASSPHRASE = "a passphrase of some length";

    private final Path shared;
    private final Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String typed = "";
    private Pause pause =
            () -> {
                throw new IllegalStateException("nothing more comes: " + err);
            };

    /**
     * @param shared as {@link #prepare} leaves it
     * @param folder of this test alone
     */
    EscrowBench(Path shared, Path folder) {
        this.shared = shared;
        this.folder = folder;
    }

    /**
     * Once for all tests of a class: the node's files, three officers, and an escrow that any two
     * open.
     */
    static void prepare(Path shared) throws Exception {
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
            write(shared, officer + ".pem", "PUBLIC KEY", pair.getPublic().getEncoded());
            write(shared, officer + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded());
        }
        EscrowBench bench = new EscrowBench(shared, shared);
        String[] escrow = bench.create(shared.resolve("escrow.json"), "alice", "bob", "carol");
        assertEquals(0, bench.run(escrow), bench.err());
    }

    private static void write(Path shared, String file, String kind, byte[] encoded)
            throws IOException {
        String lines = Base64.getMimeEncoder().encodeToString(encoded);
        Files.writeString(
                shared.resolve(file),
                "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind));
    }

    String[] create(Path escrow, String... officers) {
        List<String> command =
                new ArrayList<>(List.of("create", "--config", file("node.yaml"), "--required"));
        command.addAll(List.of("2", "--yes", "--out", escrow.toString()));
        for (String officer : officers) {
            command.addAll(List.of("--officer", file(officer + ".pem")));
        }
        return command.toArray(String[]::new);
    }

    String file(String name) {
        return shared.resolve(name).toString();
    }

    /** From now on this is answered when a command asks. */
    void type(String answer) {
        typed = answer;
    }

    /** From now on this is done while a command waits. */
    void pause(Pause done) {
        pause = done;
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    int run(String... arguments) {
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

    String[] openShare(String officer, String... more) {
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

    void assertRefused(String why, String... command) {
        assertEquals(1, run(command), err.toString());
        assertTrue(err.toString().contains(why), err.toString());
        assertFalse(Files.exists(folder.resolve("restored.p12")));
    }
}
