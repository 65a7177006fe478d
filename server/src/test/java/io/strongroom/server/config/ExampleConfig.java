package io.strongroom.server.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The documentation's example in a folder of its own, with every file that it names. */
record ExampleConfig(Path folder) {
    private static final Path EXAMPLE = Path.of("..", "docs", "node.example.yaml");
    private static final List<String> FILES =
            List.of(
                    "cluster/node1.pem",
                    "cluster/node1.key",
                    "cluster/ca.pem",
                    "tls/public.pem",
                    "tls/public.key",
                    "rootkey.p12",
                    "rootkey.pass",
                    "hsm.pin",
                    "pipeline.secret",
                    "pipeline.pem");

    static String text() throws IOException {
        return Files.readString(EXAMPLE);
    }

    /** The example with one piece of text changed. */
    static String with(String old, String changed) throws IOException {
        String text = text();
        if (!text.contains(old)) {
            throw new IllegalArgumentException("the example has no " + old);
        }
        return text.replace(old, changed);
    }

    static ExampleConfig in(Path folder) throws IOException {
        for (String name : FILES) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
        return new ExampleConfig(folder);
    }

    Path file() {
        return folder.resolve("node.yaml");
    }

    NodeConfig load(String yaml) throws IOException, ConfigException {
        Files.writeString(file(), yaml);
        return ConfigLoader.load(file());
    }

    /** The lines of the refusal. */
    List<String> mistakes(String yaml) {
        ConfigException refusal = assertThrows(ConfigException.class, () -> load(yaml));
        return String.valueOf(refusal.getMessage()).lines().toList();
    }
}
