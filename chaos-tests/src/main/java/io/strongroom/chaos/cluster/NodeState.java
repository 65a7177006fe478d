package io.strongroom.chaos.cluster;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of {@code dev status}.
 *
 * @param role such as {@code leader}, {@code follower}, {@code paused} or {@code down}
 * @param pid empty for a node that is down
 */
public record NodeState(int node, String role, OptionalLong pid) {
    private static final Pattern LINE =
            Pattern.compile("node=(\\d+) role=(\\S+) pid=(\\d+|-) url=\\S+");

    static NodeState parse(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            throw new IllegalArgumentException("not a line of dev status: " + line);
        }
        String pid = match.group(3);
        return new NodeState(
                Integer.parseInt(match.group(1)),
                match.group(2),
                pid.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(pid)));
    }

    /** It leads or follows a leader. */
    public boolean serves() {
        return leads() || role.equals("follower");
    }

    public boolean leads() {
        return role.equals("leader");
    }
}
