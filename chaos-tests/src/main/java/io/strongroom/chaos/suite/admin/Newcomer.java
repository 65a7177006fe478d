package io.strongroom.chaos.suite.admin;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.client.api.MemberJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node that is to join. Its host is one whose node is gone: the host keeps its address and its
 * certificate, so that clients find the new node where the old one was, and nothing else of it
 * stays.
 *
 * @param id that no node has ever had
 * @param port where its log is reached
 */
public record Newcomer(int id, String host, int port) {
    /** What a disk's file system keeps there. */
    private static final String FILE_SYSTEMS_OWN = "lost+found";

    /**
     * Makes a host that stands still one that starts this node: empties the data folder and writes
     * the configuration anew.
     *
     * @param members that this node asks to be let in
     */
    public void moveInto(Host place, List<MemberJson> members) throws StageException {
        try {
            empty(place.folder().resolve("data"));
            Path file = place.folder().resolve("node.yaml");
            Files.writeString(file, configuration(Files.readString(file), members));
        } catch (IOException e) {
            throw new StageException("cannot make node " + id + " on " + place + ": " + e, e);
        }
    }

    /** The configuration of a founder, or of a node that joined, as this one's. */
    String configuration(String model, List<MemberJson> members) {
        String peers =
                Stream.concat(
                                members.stream().map(one -> peer(one.id(), one.host(), one.port())),
                                Stream.of(peer(id, host, port)))
                        .collect(Collectors.joining());
        return model.replaceFirst("(?m)^node:\n  id: \\d+$", "node:\n  id: " + id)
                .replaceFirst("(?m)^  join: true\n", "")
                .replaceFirst("(?m)^  peers:\n(    - .*\n)+", "  join: true\n  peers:\n" + peers);
    }

    private static String peer(int id, String host, int port) {
        return "    - {id: %d, host: %s, port: %d}\n".formatted(id, host, port);
    }

    /** The folder itself stays: it may be where a disk is mounted. */
    private static void empty(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            for (Path each : content.toList()) {
                if (!each.endsWith(FILE_SYSTEMS_OWN)) {
                    delete(each);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException failed) throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
