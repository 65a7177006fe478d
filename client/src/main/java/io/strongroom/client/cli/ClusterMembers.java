package io.strongroom.client.cli;

import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.MemberJson;
import io.strongroom.client.api.NodeStatusJson;
import io.strongroom.client.http.JsonCodec;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code cluster status} found out.
 *
 * @param cluster the leader's view, or that of another node when the leader does not answer
 * @param nodes what the nodes that can be asked say of themselves
 */
record ClusterMembers(ClusterJson cluster, List<Asked> nodes) {
    private static final List<String> HEAD =
            List.of(
                    "NODE",
                    "LOG ADDRESS",
                    "MEMBER",
                    "STATE",
                    "READY",
                    "MATCH",
                    "LAG",
                    "HEARD",
                    "LEVEL",
                    "CLOCK",
                    "LOG",
                    "DATABASE");

    /**
     * A node that was asked.
     *
     * @param self null when it gave no answer
     * @param problem why not; null when it did
     */
    record Asked(URI address, @Nullable NodeStatusJson self, @Nullable String problem) {}

    ClusterMembers {
        nodes = List.copyOf(nodes);
    }

    void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(JsonCodec.write(this).utf8());
            return;
        }
        var leader = cluster.node().leader();
        out.printf(
                Locale.ROOT,
                "leader %s  term %d  commit %d  feature level %d  quorum time %s%n%n",
                leader == null ? "none" : leader.toString(),
                cluster.node().term(),
                cluster.node().commitIndex(),
                cluster.featureLevel(),
                cluster.quorumTimeMillis() == 0
                        ? "not known"
                        : Instant.ofEpochMilli(cluster.quorumTimeMillis()));
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        cluster.members().forEach(member -> rows.add(row(member)));
        table(rows).forEach(out::println);
        notes().forEach(note -> out.println("! " + note));
    }

    /**
     * Whether every member is a voter that is ready, and there is a leader. A node that was asked
     * and is no member does not count, such as one that was removed and is still listed.
     */
    boolean isHealthy() {
        return cluster.node().leader() != null
                && cluster.members().stream()
                        .allMatch(member ->
                                member.voter()
                                        && self(member.id())
                                                .filter(NodeStatusJson::ready)
                                                .isPresent());
    }

    private List<String> row(MemberJson member) {
        var self = self(member.id());
        return List.of(
                Integer.toString(member.id()),
                member.host() + ":" + member.port(),
                member.voter() ? "voter" : "listener",
                member.leader() ? "leader" : self.map(NodeStatusJson::role).orElse("?"),
                self.map(node -> node.ready() ? "yes" : "no").orElse("?"),
                text(member.matchIndex()),
                text(member.lag()),
                member.millisSinceHeard() == null ? "-" : member.millisSinceHeard() + " ms",
                member.supportedLevel() == null ? "-" : member.supportedLevel().toString(),
                member.clockOffsetMillis() == null ? "-" : signed(member.clockOffsetMillis()),
                self.map(node -> size(node.logBytes())).orElse("-"),
                self.map(node -> size(node.databaseBytes())).orElse("-"));
    }

    private Optional<NodeStatusJson> self(int id) {
        return nodes.stream()
                .map(Asked::self)
                .filter(node -> node != null && node.id() == id)
                .findFirst()
                .or(() -> Optional.of(cluster.node()).filter(node -> node.id() == id));
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        for (var node : nodes) {
            var self = node.self();
            if (self == null) {
                notes.add(node.address() + " does not answer: " + node.problem());
            } else if (cluster.members().stream().noneMatch(one -> one.id() == self.id())) {
                notes.add("node " + self.id() + " (" + node.address() + ") is no member");
            } else if (!self.ready()) {
                notes.add("node " + self.id() + " is not ready: " + self.reason());
            }
        }
        for (var member : cluster.members()) {
            if (self(member.id()).isEmpty()) {
                notes.add(
                        "node "
                                + member.id()
                                + " could not be asked: "
                                + Settings.NODES
                                + " does not list it, or it does not answer");
            }
            if (!member.voter()) {
                notes.add("node " + member.id() + " has no vote yet: run add-node again");
            }
        }
        return notes;
    }

    private static List<String> table(List<List<String>> rows) {
        var widths = new int[HEAD.size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream()
                .map(row -> {
                    var line = new StringBuilder();
                    for (int i = 0; i < widths.length; i++) {
                        line.append(row.get(i))
                                .append(" ".repeat(widths[i] - row.get(i).length() + 2));
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }

    private static String text(@Nullable Long number) {
        return number == null ? "-" : number.toString();
    }

    private static String signed(long millis) {
        return String.format(Locale.ROOT, "%+d ms", millis);
    }

    private static String size(long bytes) {
        return bytes < 1 << 20
                ? (bytes + 1023) / 1024 + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
