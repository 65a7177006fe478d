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
     * How it ended.
     *
     * @param output its standard output
     * @param errors its standard error
     */
    public record Ended(int exitCode, String output, String errors) {}

    /**
     * Runs it with the arguments.
     *
     * @param variables more of the environment
     * @return its standard output
     * @throws IOException with all its output when it fails
     */
    public String run(List<String> arguments, Map<String, String> variables) throws IOException {
        Ended ended = end(arguments, variables);
        if (ended.exitCode() != 0) {
            throw new IOException(
                    "%s ended with %d%n%s%n%s"
                            .formatted(
                                    String.join(" ", command(arguments)),
                                    ended.exitCode(),
                                    ended.output(),
                                    ended.errors()));
        }
        return ended.output();
    }

    /**
     * The same, for those to whom its end says something.
     *
     * @throws IOException when it does not end in time, or cannot be started
     */
    public Ended end(List<String> arguments, Map<String, String> variables) throws IOException {
        List<String> command = command(arguments);
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
            return new Ended(process.exitValue(), output, Files.readString(errors));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/strongroom").toString());
        command.addAll(arguments);
        return command;
    }
}
