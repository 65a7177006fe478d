package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** A SoftHSM installation with tokens of its own: a folder with softhsm2.conf and the tokens. */
record SoftHsm(Path folder) {
    static final String SO_PIN = "so-5678";
    static final String PIN = "1234";

    /** The tokens of all tests: a process sees only those that were there when it loaded them. */
    private static final List<String> TOKENS =
            List.of(
                    "strongroom-it",
                    "strongroom-open",
                    "strongroom-pin",
                    "strongroom-twin",
                    "strongroom-twin",
                    "strongroom-keys",
                    "strongroom-moved",
                    "strongroom-vectors",
                    "strongroom-survival",
                    "strongroom-escrow",
                    "strongroom-escrow-new",
                    "strongroom-a",
                    "strongroom-b",
                    "strongroom-broken");

    private static @Nullable SoftHsm installed;

    /** The installation of this process, made anew when it is asked for first. */
    static synchronized SoftHsm installed() throws IOException, InterruptedException {
        SoftHsm known = installed;
        if (known != null) {
            return known;
        }
        String configuration = System.getenv("SOFTHSM2_CONF");
        assertNotNull(configuration, "failsafe sets SOFTHSM2_CONF: run this test through Maven");
        Path folder = Path.of(configuration).toAbsolutePath().getParent();
        assertNotNull(folder);
        SoftHsm made = prepare(folder);
        for (String label : TOKENS) {
            made.initToken(label, PIN);
        }
        installed = made;
        return made;
    }

    /** The module as Debian, Fedora or a source build install it. */
    static Path module() {
        List<Path> candidates =
                List.of(
                        Path.of("/usr/lib/softhsm/libsofthsm2.so"),
                        Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
                        Path.of("/usr/local/lib/softhsm/libsofthsm2.so"));
        return candidates.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseGet(() -> fail("SoftHSM is not installed: apt-get install softhsm2"));
    }

    /** Starts anew in the folder, without tokens. */
    static SoftHsm prepare(Path folder) throws IOException {
        if (Files.exists(folder)) {
            deleteTree(folder);
        }
        Files.createDirectories(folder.resolve("tokens"));
        SoftHsm softHsm = new SoftHsm(folder);
        Files.writeString(
                softHsm.configuration(),
                "directories.tokendir = "
                        + softHsm.tokens()
                        + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        return softHsm;
    }

    Path configuration() {
        return folder.resolve("softhsm2.conf");
    }

    Path tokens() {
        return folder.resolve("tokens");
    }

    /** Initialises a token; only a process that loads the module later sees it. */
    void initToken(String label, String pin) throws IOException, InterruptedException {
        ProcessBuilder command =
                new ProcessBuilder(
                        List.of(
                                "softhsm2-util",
                                "--init-token",
                                "--free",
                                "--label",
                                label,
                                "--so-pin",
                                SO_PIN,
                                "--pin",
                                pin));
        command.environment().put("SOFTHSM2_CONF", configuration().toString());
        run(command);
    }

    /** Copies configuration and tokens, as an operator would carry a token to another node. */
    SoftHsm copyTo(Path target) throws IOException {
        SoftHsm copy = prepare(target);
        try (Stream<Path> sources = Files.walk(tokens())) {
            for (Path source : sources.toList()) {
                Path destination = copy.tokens().resolve(tokens().relativize(source).toString());
                if (!Files.exists(destination)) {
                    Files.copy(source, destination);
                }
            }
        }
        return copy;
    }

    /** Runs a command, asserts that it succeeds, and gives what it printed. */
    static String run(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, IOException failure)
                            throws IOException {
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
