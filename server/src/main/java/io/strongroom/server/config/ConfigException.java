package io.strongroom.server.config;

import io.strongroom.server.config.yaml.Problem;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration file that cannot be used. The message has one line per mistake: {@code
 * file:line:column: path: what is wrong}.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** A file that cannot even be read. */
    public ConfigException(Path file, String message) {
        super(file + ": " + message);
        this.problems = List.of();
    }

    public ConfigException(Path file, List<Problem> problems) {
        super(
                problems.stream()
                        .map(problem -> line(file, problem))
                        .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Every mistake found, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }

    private static String line(Path file, Problem problem) {
        return "%s:%d:%d: %s%s"
                .formatted(
                        file,
                        problem.position().line(),
                        problem.position().column(),
                        problem.path().isEmpty() ? "" : problem.path() + ": ",
                        problem.message());
    }
}
