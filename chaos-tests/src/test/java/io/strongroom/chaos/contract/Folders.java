package io.strongroom.chaos.contract;

import io.strongroom.chaos.cluster.DevCluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the tests' clusters lie, inside the build's own folder. */
final class Folders {
    private Folders() {}

    static Path home() {
        String home = System.getProperty("strongroom.home");
        if (home == null) {
            throw new IllegalStateException("start this through Maven: strongroom.home is not set");
        }
        return Path.of(home);
    }

    /** A folder that does not exist, whatever an earlier run left there. */
    static Path fresh(String name) throws IOException {
        Path folder = clusters().resolve(name);
        delete(folder);
        Files.createDirectories(folder.getParent());
        return folder;
    }

    /** Starts a new cluster in a fresh folder. */
    static DevCluster up(String name, int basePort, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--base-port", Integer.toString(basePort)));
        all.addAll(List.of(options));
        return DevCluster.up(home(), fresh(name), all.toArray(String[]::new));
    }

    private static Path clusters() {
        return home().resolve("chaos-tests/target/clusters").toAbsolutePath().normalize();
    }

    /**
     * Deletes a folder with all it holds.
     *
     * @throws IllegalArgumentException for anything that these tests have not made
     */
    static void delete(Path folder) throws IOException {
        Path whole = folder.toAbsolutePath().normalize();
        if (!whole.startsWith(clusters()) || whole.equals(clusters())) {
            throw new IllegalArgumentException("not a folder of these tests: " + whole);
        }
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> content;
        try (Stream<Path> walk = Files.walk(folder)) {
            content = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : content) {
            Files.delete(path);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        List<Path> content;
        try (Stream<Path> walk = Files.walk(from)) {
            content = walk.toList();
        }
        for (Path path : content) {
            Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
