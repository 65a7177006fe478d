package io.strongroom.chaos.suite.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The events that nodes logged as errors, for a person to look at: a fault that is injected gives
 * some, and nothing tells them from those that a bug gives.
 */
public final class LoggedErrors {
    /** A node of a long run writes megabytes, and bytes of libraries may be of any kind. */
    private static final Pattern EVENT = Pattern.compile(" ERROR .*?event=\"?([a-z_]+)");

    private static final String LIBRARY = "library";

    private LoggedErrors() {}

    /** Such as {@code request_failed 3, snapshot_failed 1}; libraries' own are left out. */
    public static String of(List<Path> logs) throws IOException {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Path log : logs) {
            if (Files.exists(log)) {
                // Never malformed, unlike UTF-8 that a kill has cut.
                try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                    lines.map(EVENT::matcher)
                            .filter(Matcher::find)
                            .map(found -> found.group(1))
                            .filter(event -> !event.equals(LIBRARY))
                            .forEach(event -> counts.merge(event, 1, Integer::sum));
                }
            }
        }
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", "));
    }
}
