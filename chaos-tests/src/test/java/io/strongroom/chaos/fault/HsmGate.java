package io.strongroom.chaos.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code hsm_gate.c}: a PKCS#11 module that hangs when it is told to, and otherwise is another. */
final class HsmGate {
    private static final Pattern MODULE = Pattern.compile("(?m)^    module: (.*)$");
    private static final long COMPILES_WITHIN_SECONDS = 120;

    private HsmGate() {}

    /**
     * Puts it in front of the module that a node's configuration names; the node is stopped.
     *
     * @throws IOException when this machine has no C compiler
     */
    static void install(Path nodeFolder) throws IOException {
        Path configuration = nodeFolder.resolve("node.yaml");
        String text = Files.readString(configuration);
        Matcher module = MODULE.matcher(text);
        if (!module.find()) {
            throw new IOException(configuration + " names no PKCS#11 module");
        }
        Path gate = nodeFolder.resolve("hsm_gate.so").toAbsolutePath();
        compile(module.group(1), gate);
        Files.writeString(configuration, module.replaceFirst("    module: " + gate));
    }

    private static void compile(String real, Path gate) throws IOException {
        Path source = Clusters.home().resolve("chaos-tests/src/test/c/hsm_gate.c");
        Process compiler =
                new ProcessBuilder(
                                List.of(
                                        "cc",
                                        "-shared",
                                        "-fPIC",
                                        "-O2",
                                        "-DREAL=\"" + real + "\"",
                                        "-o",
                                        gate.toString(),
                                        source.toString(),
                                        "-ldl"))
                        .inheritIO()
                        .start();
        try {
            if (!compiler.waitFor(COMPILES_WITHIN_SECONDS, TimeUnit.SECONDS)
                    || compiler.exitValue() != 0) {
                throw new IOException("cc has not compiled " + source);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Every call into the node's module hangs from now on. */
    static void close(Path nodeFolder) throws IOException {
        Files.createFile(nodeFolder.resolve("hsm-hangs"));
    }

    /** They are answered again, those that hang too. */
    static void open(Path nodeFolder) throws IOException {
        Files.deleteIfExists(nodeFolder.resolve("hsm-hangs"));
    }
}
