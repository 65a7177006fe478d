package io.strongroom.chaos.suite;

import io.strongroom.chaos.suite.stage.Machine;
import io.strongroom.chaos.suite.stage.Stage;
import io.strongroom.chaos.suite.stage.StageException;

import org.testcontainers.DockerClientFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a run's nodes and hosts are made of, as far as it can be read. */
final class Versions {
    private static final String UNKNOWN = "unknown";
    private static final Pattern OLDER = Pattern.compile("older-([0-9a-f]{12})");

    private Versions() {}

    static SortedMap<String, String> of(Stage stage) throws InterruptedException {
        Path library = stage.plan().distribution().resolve("lib");
        SortedMap<String, String> versions = new TreeMap<>();
        versions.put("ratis", jar(library, "ratis-server-"));
        versions.put("rocksdb", jar(library, "rocksdbjni-"));
        versions.put("container engine", engine());
        versions.put("softhsm", softHsm());
        stage.plan().older().ifPresent(older -> versions.put("older revision", revision(older)));
        return versions;
    }

    /** Of {@code NAME-1.2.3.jar} the number. */
    private static String jar(Path library, String name) {
        Pattern file = Pattern.compile(Pattern.quote(name) + "([0-9].*)[.]jar");
        try (Stream<Path> jars = Files.list(library)) {
            return jars.map(jar -> file.matcher(String.valueOf(jar.getFileName())))
                    .filter(Matcher::matches)
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String engine() {
        try {
            return String.valueOf(
                    DockerClientFactory.instance().client().versionCmd().exec().getVersion());
        } catch (RuntimeException e) {
            return UNKNOWN;
        }
    }

    /** The hosts' image is made from the same packages as this machine's. */
    private static String softHsm() throws InterruptedException {
        try {
            return Machine.run("softhsm2-util", "--version").strip();
        } catch (StageException e) {
            return UNKNOWN;
        }
    }

    private static String revision(Path older) {
        Matcher found = OLDER.matcher(older.toString());
        return found.find() ? found.group(1) : older.toString();
    }
}
