package io.strongroom.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code bin/strongroom} as a person calls it.
 *
 * @param home the project's folder
 */
public record Program(Path home) {
    private static final long COMMAND_SECONDS = 180;

    /**
     * Runs it with the arguments.
     *
     * @param variables more of the environment
     * @return its standard output
     * @throws IOException with all its output when it fails
     */
    public String run(List<String> arguments, Map<String, String> variables) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/strongroom").toString());
        command.addAll(arguments);
        Path errors = Files.createTempFile("strongroom-command", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        // What this build has just made, not what a build started by the script would make.
        builder.environment()
                .putIfAbsent("STRONGROOM_DIST", home.resolve("server/target/dist").toString());
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " did not end in time");
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        "%s ended with %d%n%s%n%s"
                                .formatted(
                                        String.join(" ", command),
                                        process.exitValue(),
                                        output,
                                        Files.readString(errors)));
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
