package io.strongroom.server.dev.found;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.software.SoftwareRootKey;
import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.DevException;
import io.strongroom.server.dev.process.NodeProgram;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes one root key and gives every node its own copy: no two processes share a token folder. */
record RootKeyProvision(
        ClusterDir dir, ClusterPlan plan, NodeProgram program, PrintWriter progress) {
    private static final int FIRST = 1;

    /** Does it; returns the PKCS#11 module when the key lives in one. */
    Optional<Path> provision() throws IOException, DevException {
        return switch (plan.rootKey()) {
            case SOFTWARE -> {
                software();
                yield Optional.empty();
            }
            case PKCS11 -> Optional.of(softHsm());
        };
    }

    private void software() throws IOException, DevException {
        String passphrase = SecretFiles.randomText();
        for (int node : plan.nodeIds()) {
            SecretFiles.write(dir.node(node).resolve("rootkey.pass"), passphrase);
        }
        try (SoftwareRootKey made =
                SoftwareRootKey.create(keyStore(FIRST), passphrase.toCharArray())) {
            progress.println("root key: " + made.protectionLevel());
        } catch (HsmException failed) {
            throw new DevException("cannot make the root key: " + failed.getMessage(), failed);
        }
        for (int node : others()) {
            SecretFiles.copy(keyStore(FIRST), keyStore(node));
        }
    }

    private Path keyStore(int node) {
        return dir.node(node).resolve("rootkey.p12");
    }

    private Path softHsm() throws IOException, DevException {
        Path module = softHsmModule();
        String pin = SecretFiles.randomText();
        for (int node : plan.nodeIds()) {
            SecretFiles.write(dir.node(node).resolve("hsm.pin"), pin);
            Files.writeString(
                    dir.softHsmConf(node),
                    "directories.tokendir = "
                            + tokens(node)
                            + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        }
        SecretFiles.folder(tokens(FIRST));
        run(
                List.of(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        NodeYaml.TOKEN_LABEL,
                        "--pin",
                        pin,
                        "--so-pin",
                        SecretFiles.randomText()));
        // In a process of its own: SoftHSM reads SOFTHSM2_CONF once, and this JVM has none.
        run(
                program.command(
                        List.of(
                                "root-key",
                                "generate",
                                "--module",
                                module.toString(),
                                "--token-label",
                                NodeYaml.TOKEN_LABEL,
                                "--pin-file",
                                dir.node(FIRST).resolve("hsm.pin").toString(),
                                "--key-label",
                                NodeYaml.KEY_LABEL)));
        for (int node : others()) {
            SecretFiles.copy(tokens(FIRST), tokens(node));
        }
        return module;
    }

    private Path tokens(int node) {
        return dir.node(node).resolve("tokens");
    }

    private List<Integer> others() {
        return plan.nodeIds().stream().filter(node -> node != FIRST).toList();
    }

    private static Path softHsmModule() throws DevException {
        return Stream.of(
                        "/usr/lib/softhsm",
                        "/usr/lib/x86_64-linux-gnu/softhsm",
                        "/usr/lib/aarch64-linux-gnu/softhsm",
                        "/usr/lib64/softhsm",
                        "/usr/local/lib/softhsm")
                .map(folder -> Path.of(folder, "libsofthsm2.so"))
                .filter(Files::isReadable)
                .findFirst()
                .orElseThrow(() ->
                        new DevException(
                                "--root-key pkcs11 needs SoftHSM2, which is not installed;"
                                        + " on Debian: apt-get install softhsm2"));
    }

    private void run(List<String> command) throws IOException, DevException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SOFTHSM2_CONF", dir.softHsmConf(FIRST).toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new DevException("provisioning the SoftHSM token failed: " + output.strip());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DevException("interrupted", interrupted);
        }
    }
}
