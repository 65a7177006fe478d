package io.strongroom.chaos.suite.admin;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.Leavings;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.client.api.MemberJson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    /**
     * Makes a host that stands still one that starts this node: moves the data away and writes the
     * configuration anew.
     *
     * @param members that this node asks to be let in
     */
    public void moveInto(Host place, List<MemberJson> members)
            throws StageException, InterruptedException {
        Leavings.ofNode(place);
        try {
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
}
