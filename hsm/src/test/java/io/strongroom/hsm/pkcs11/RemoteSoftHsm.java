package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * SoftHSM in a process of its own, behind p11-kit's remoting. What p11-kit 0.24 does not pass on
 * (AES key wrap, CBC, GCM) goes through {@code mechanism_tunnel.c}, of which each process has an
 * end.
 *
 * @param module what the process that uses it loads
 */
record RemoteSoftHsm(Process server, Path module, String address) implements AutoCloseable {
    private static final Path TUNNEL = Path.of("src", "test", "c", "mechanism_tunnel.c");

    /**
     * Starts it.
     *
     * @param folder a short name, for a socket's is limited
     */
    static RemoteSoftHsm start(SoftHsm softHsm, Path folder)
            throws IOException, InterruptedException {
        Path behind = tunnel(folder.resolve("behind.so"), SoftHsm.module(), "-DSERVER");
        Path before = tunnel(folder.resolve("before.so"), client());
        ProcessBuilder command =
                new ProcessBuilder(
                                "p11-kit",
                                "server",
                                "--foreground",
                                "--provider",
                                behind.toString(),
                                "--name",
                                folder.resolve("socket").toString(),
                                "pkcs11:")
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().put("SOFTHSM2_CONF", softHsm.configuration().toString());
        Process server = command.start();
        // It says where it is when it is there, as a line for a shell.
        BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
        String line = String.valueOf(output.readLine());
        String variable = "P11_KIT_SERVER_ADDRESS=";
        assertTrue(line.startsWith(variable) && line.contains(";"), line);
        String address = line.substring(variable.length(), line.indexOf(';'));
        return new RemoteSoftHsm(server, before, address);
    }

    private static Path tunnel(Path made, Path real, String... more)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of("cc", "-shared", "-fPIC", "-O2", "-DREAL=\"" + real + "\""));
        command.addAll(List.of(more));
        command.addAll(List.of("-o", made.toString(), TUNNEL.toString(), "-ldl"));
        SoftHsm.run(new ProcessBuilder(command));
        return made;
    }

    /** Where Debian and Fedora install it. */
    private static Path client() {
        return List.of(
                        Path.of("/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so"),
                        Path.of("/usr/lib/aarch64-linux-gnu/pkcs11/p11-kit-client.so"),
                        Path.of("/usr/lib64/pkcs11/p11-kit-client.so"))
                .stream()
                .filter(Files::exists)
                .findFirst()
                .orElseGet(() ->
                        fail(
                                "p11-kit's client is not installed:"
                                        + " apt-get install p11-kit p11-kit-modules"));
    }

    /** Who uses it: the server makes a process for each. */
    List<ProcessHandle> serving() {
        return server.children().toList();
    }

    @Override
    public void close() {
        server.descendants().forEach(ProcessHandle::destroy);
        server.destroy();
    }
}
