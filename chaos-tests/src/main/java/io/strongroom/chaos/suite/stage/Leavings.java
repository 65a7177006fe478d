package io.strongroom.chaos.suite.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a node has left that goes on without it, or that is replaced. It is moved out of the way and
 * stays under the host's folder: at the end of a run that is searched for values as a whole.
 */
public final class Leavings {
    /** What a disk's file system keeps there. */
    private static final String FILE_SYSTEMS_OWN = "lost+found";

    private Leavings() {}

    /** All that lies in the data folder; that itself stays, being where the disk is mounted. */
    public static void ofNode(Host host) throws StageException, InterruptedException {
        try (Stream<Path> content = Files.list(host.disk().folder())) {
            keep(host.folder(), content.filter(one -> !one.endsWith(FILE_SYSTEMS_OWN)).toList());
        } catch (IOException e) {
            throw new StageException("the data of " + host + " cannot be moved: " + e, e);
        }
    }

    /** The state alone, as the operator's handbook has it. */
    public static void ofState(Host host) throws StageException, InterruptedException {
        try {
            keep(host.folder(), List.of(host.disk().folder().resolve("state")));
        } catch (IOException e) {
            throw new StageException("the state of " + host + " cannot be moved: " + e, e);
        }
    }

    /** In a new folder each time: a node may be replaced more than once. */
    private static void keep(Path folder, List<Path> what)
            throws IOException, StageException, InterruptedException {
        if (what.isEmpty()) {
            return;
        }
        Path aside = Files.createTempDirectory(folder, "left-");
        List<String> command = new ArrayList<>(List.of("mv", "-t", aside.toString()));
        what.forEach(one -> command.add(one.toString()));
        // The host's own command: to another file system, and with holes where there are some.
        var _ = Machine.run(command.toArray(String[]::new));
    }
}
