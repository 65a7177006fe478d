package io.strongroom.chaos.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node's folder of a stopped cluster, copied to be spoilt, and its process in the foreground. */
record OneNode(Path root, int node) {
    private static final long ENDS_WITHIN_SECONDS = 180;

    /** How a process ended. */
    record Ended(int exitCode, String output) {}

    /** A copy of all that the nodes need of a stopped cluster's folder. */
    static OneNode copyOf(Path cluster, String name, int node) throws IOException {
        Path root = Folders.fresh(name);
        Folders.copy(cluster, root);
        return new OneNode(root, node);
    }

    Path folder() {
        return root.resolve("node-" + node);
    }

    Path file(String name) {
        return folder().resolve(name);
    }

    Path yaml() {
        return file("node.yaml");
    }

    /** Changes the configuration's text. */
    OneNode with(String old, String replacement) throws IOException {
        String text = Files.readString(yaml());
        if (!text.contains(old)) {
            throw new IllegalArgumentException("'" + old + "' is not in " + yaml());
        }
        Files.writeString(yaml(), text.replace(old, replacement));
        return this;
    }

    /** Runs the node until it ends by itself. */
    Ended run() throws IOException, InterruptedException {
        return run("node", "--config", yaml().toString());
    }

    static Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Folders.home().resolve("bin/strongroom").toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("strongroom-node", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment()
                .putIfAbsent(
                        "STRONGROOM_DIST", Folders.home().resolve("server/target/dist").toString());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output);
            if (!ended) {
                throw new AssertionError("it goes on running: " + said);
            }
            return new Ended(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
