package io.strongroom.server.dev.process;

import io.strongroom.server.dev.plan.DevException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node's process is started. The last arguments name the configuration file, by which a
 * running node is recognised.
 *
 * @param prefix everything before the main class: the java to run, its options, the class path
 */
public record NodeProgram(List<String> prefix, String mainClass) {
    /** More options for the JVM of each node; a later one wins over an earlier. */
    private static final String OPTIONS = "STRONGROOM_NODE_OPTIONS";

    private static final String MAIN = "io.strongroom.server.Main";

    public NodeProgram {
        prefix = List.copyOf(prefix);
    }

    /**
     * The program of the distribution that this process was started from.
     *
     * @throws DevException when it was not started by {@code bin/strongroom}
     */
    public static NodeProgram installed() throws DevException {
        Path home = property("strongroom.home");
        Path distribution = property("strongroom.dist");
        List<String> prefix = new ArrayList<>();
        prefix.add(java());
        prefix.add("@" + home.resolve("bin/lib/node.jvmargs"));
        Path prepared = distribution.resolve("node.aot");
        if (Files.isRegularFile(prepared)) {
            prefix.add("-XX:AOTCache=" + prepared);
        }
        prefix.addAll(options(System.getenv(OPTIONS)));
        prefix.addAll(List.of("-cp", distribution.resolve("lib") + "/*"));
        return new NodeProgram(prefix, MAIN);
    }

    /** Separated by blanks; null when there are none. */
    static List<String> options(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** The java that runs this process. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    List<String> arguments(Path config) {
        return List.of(mainClass, "node", "--config", config.toString());
    }

    /** The command line, in a session of its own so that no terminal's signal reaches the node. */
    List<String> command(Path config) {
        List<String> command = new ArrayList<>();
        command.add("setsid");
        command.addAll(prefix);
        command.addAll(arguments(config));
        return command;
    }

    /** The command line of another command of the same distribution, in the foreground. */
    public List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    private static Path property(String name) throws DevException {
        return Optional.ofNullable(System.getProperty(name))
                .map(value -> Path.of(value).toAbsolutePath())
                .orElseThrow(() ->
                        new DevException(
                                "the system property "
                                        + name
                                        + " is missing: start this through"
                                        + " bin/strongroom"));
    }
}
