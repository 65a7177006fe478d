package io.strongroom.chaos.suite.nemesis.network;

import io.strongroom.chaos.suite.stage.StagePlan;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What of a host's network is cut. */
public enum Cut {
    /** Clients do not reach it either. */
    WHOLE("the whole network", List.of("INPUT ! -i lo", "OUTPUT ! -o lo")),
    /** The other nodes are gone for it, and its clients are not. */
    RAFT_PORT(
            "the nodes' port alone",
            List.of(
                    "INPUT -p tcp --dport " + StagePlan.RAFT_PORTS,
                    "INPUT -p tcp --sport " + StagePlan.RAFT_PORTS,
                    "OUTPUT -p tcp --dport " + StagePlan.RAFT_PORTS,
                    "OUTPUT -p tcp --sport " + StagePlan.RAFT_PORTS));

    private static final Pattern COUNTED =
            Pattern.compile("^\\[(\\d+):\\d+\\] -A .* -j (?:DROP|REJECT.*)$");

    private final String words;
    private final String commands;

    Cut(String words, List<String> matches) {
        this.words = words;
        commands =
                matches.stream()
                        .map(match -> "iptables -w -A " + match + " -j DROP")
                        .collect(Collectors.joining(" && "));
    }

    String words() {
        return words;
    }

    /** The shell commands that cut it. */
    public String commands() {
        return commands;
    }

    /** The shell commands that mend it, whichever it was. */
    public static String mending() {
        return "iptables -w -F INPUT && iptables -w -F OUTPUT";
    }

    /**
     * How many packets were dropped.
     *
     * @param saved what {@code iptables-save -c} prints
     */
    static long dropped(String saved) {
        return saved.lines()
                .map(COUNTED::matcher)
                .filter(Matcher::matches)
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }
}
