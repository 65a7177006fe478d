package io.strongroom.chaos.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scripts of {@code src/test/js} with the packages that their lock file names, under {@code
 * target/js}, where they stay for the next run.
 */
record NodePackage(Path folder) {
    private static final long INSTALLED_WITHIN_SECONDS = 300;
    private static final String LOCK = "package-lock.json";

    /** Whether this machine has Node.js and npm. */
    static boolean isPossible() {
        return Stream.of("node", "npm")
                .allMatch(program ->
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                                .anyMatch(at -> Files.isExecutable(Path.of(at, program))));
    }

    /**
     * Copies the scripts, and has npm fetch the packages unless they are there.
     *
     * @param home the project's folder
     * @throws IOException with npm's output when it fails
     */
    static NodePackage installed(Path home) throws IOException, InterruptedException {
        Path sources = home.resolve("chaos-tests/src/test/js").toAbsolutePath();
        Path folder =
                Files.createDirectories(home.resolve("chaos-tests/target/js").toAbsolutePath());
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        folder.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        // Written last, so that a fetching that broke off begins again.
        Path fetched = folder.resolve("node_modules/.fetched");
        if (!Files.exists(fetched) || Files.mismatch(folder.resolve(LOCK), fetched) >= 0) {
            fetch(folder);
            Files.copy(folder.resolve(LOCK), fetched);
        }
        return new NodePackage(folder);
    }

    private static void fetch(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process npm =
                new ProcessBuilder(
                                List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!npm.waitFor(INSTALLED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            npm.destroyForcibly();
        }
        if (npm.waitFor() != 0) {
            throw new IOException(
                    "npm could not fetch what package-lock.json names; it needs a package registry"
                            + " once:\n"
                            + Files.readString(log));
        }
    }

    /**
     * Starts a script; what it says on standard error goes to a file.
     *
     * @param variables more of the environment
     */
    Process start(String script, Map<String, String> variables) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of("node", script))
                        .directory(folder.toFile())
                        .redirectError(errors().toFile());
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** What the script that was started last has said on standard error. */
    String told() throws IOException {
        return Files.readString(errors(), StandardCharsets.UTF_8);
    }

    private Path errors() {
        return folder.resolve("node.err");
    }
}
