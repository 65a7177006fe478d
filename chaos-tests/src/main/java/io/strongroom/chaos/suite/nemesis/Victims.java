package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.Host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Whom it hits. */
public enum Victims {
    LEADER("the leader"),
    FOLLOWER("a follower"),
    /** As many as a majority can do without; the leader is none of them. */
    MINORITY("a minority"),
    /** The leader is one of them. */
    MAJORITY("a majority"),
    ALL("all");

    private final String words;

    Victims(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /** Chooses them. */
    public List<Host> among(List<Host> hosts, int leader, RandomGenerator random) {
        List<Host> followers = new ArrayList<>(hosts);
        followers.removeIf(host -> host.id() == leader);
        Collections.shuffle(followers, Random.from(random));
        Host leading = hosts.stream().filter(host -> host.id() == leader).findFirst().orElseThrow();
        return switch (this) {
            case LEADER -> List.of(leading);
            case FOLLOWER -> List.of(followers.getFirst());
            case MINORITY -> List.copyOf(followers.subList(0, (hosts.size() - 1) / 2));
            case MAJORITY -> {
                List<Host> some = new ArrayList<>(followers.subList(0, hosts.size() / 2));
                some.addFirst(leading);
                yield List.copyOf(some);
            }
            case ALL -> List.copyOf(hosts);
        };
    }

    /** Whether those who are left must find another leader. */
    public boolean makesAnElection() {
        return this == LEADER;
    }

    public static String names(List<Host> hosts) {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(", "));
    }
}
