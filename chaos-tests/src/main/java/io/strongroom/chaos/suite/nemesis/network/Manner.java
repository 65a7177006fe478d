package io.strongroom.chaos.suite.nemesis.network;

import java.util.Collection;
import java.util.stream.Collectors;

/** What becomes of packets that are not to be heard. */
public enum Manner {
    DROP("lost", "DROP"),
    /** The sender's connection is reset. */
    REJECT("refused", "REJECT --reject-with tcp-reset"),
    /** For 200 ms, and then not for 200 ms, and so on. */
    FLAPPING("lost on and off", "DROP");

    private static final String ON = "iptables -w -I INPUT -j UNHEARD";
    private static final String OFF = "iptables -w -D INPUT -j UNHEARD";
    private static final String MARK = "/run/flapping";
    private static final String LOCK = "/run/flapping.lock";

    private final String words;
    private final String target;

    Manner(String words, String target) {
        this.words = words;
        this.target = target;
    }

    public String words() {
        return words;
    }

    /**
     * The shell commands that make a host deaf to others.
     *
     * @param addresses of those who are not to be heard
     */
    public String commands(Collection<String> addresses) {
        // A chain of its own counts on while it is not in use.
        String chain =
                addresses.stream()
                        .map(one ->
                                "iptables -w -A UNHEARD -s %s -p tcp -j %s".formatted(one, target))
                        .collect(Collectors.joining(" && ", "iptables -w -N UNHEARD && ", " && "));
        return chain
                + switch (this) {
                    case DROP, REJECT -> ON;
                    case FLAPPING ->
                            "touch %s && (flock %s sh -c 'while [ -e %s ]; do %s; sleep 0.2; %s; sleep 0.2; done' >/dev/null 2>&1 &)"
                                    .formatted(MARK, LOCK, MARK, ON, OFF);
                };
    }

    /** The shell commands that mend it, whichever it was; also when it was none. */
    public static String mending() {
        return "rm -f %s && flock %s true && iptables -w -F INPUT".formatted(MARK, LOCK)
                + " && { ! iptables -w -n -L UNHEARD >/dev/null 2>&1"
                + " || { iptables -w -F UNHEARD && iptables -w -X UNHEARD; }; }";
    }
}
