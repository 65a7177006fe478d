package io.strongroom.server.dev.process;

import java.util.OptionalLong;

/**
 * One line of {@code dev status}.
 *
 * @param role leader, follower, candidate or listener as the node says; paused, down; unreachable
 *     while the process exists but does not answer
 */
public record NodeStatus(int node, String role, OptionalLong pid, String url) {
    public String line() {
        return "node=%d role=%s pid=%s url=%s"
                .formatted(node, role, pid.isPresent() ? Long.toString(pid.getAsLong()) : "-", url);
    }
}
