package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.Machine;
import io.strongroom.chaos.suite.stage.Stage;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.StagePlan;
import io.strongroom.chaos.suite.stage.Watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What operators do about a node whose disk is not to be trusted: it is taken out, its disk is
 * wiped, and it joins at the same address under an id that was never used. The host and its place
 * in every list stay.
 */
record Replacement(Stage stage, Watch watch) {
    /** Ids of host N are N, N + 10, N + 20, ... */
    private static final int STEP = 10;

    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Pattern ID = Pattern.compile("(?m)^node:\n  id: (\\d+)$");

    /**
     * Carries it out.
     *
     * @param host whose node is down
     * @return the node's new id
     * @throws StageException when the cluster refused it, or the node did not come to answer
     */
    int carryOut(Host host) throws StageException, InterruptedException {
        int dead = id(host);
        int fresh = dead + STEP;
        List<Host> members = stage.hosts().stream().filter(one -> one != host).toList();
        var _ = stage.command(members, "cluster", "remove-node", "--yes", Integer.toString(dead));
        var _ = Machine.run("find", host.disk().folder().toString(), "-mindepth", "1", "-delete");
        write(host, joining(read(host), fresh, peers(host, fresh)));
        host.start();
        awaitAnswer(host);
        var _ =
                stage.command(
                        members,
                        "cluster",
                        "add-node",
                        "--id",
                        Integer.toString(fresh),
                        "--host",
                        host.address(),
                        "--port",
                        Integer.toString(StagePlan.RAFT_PORT));
        return fresh;
    }

    private void awaitAnswer(Host host) throws StageException, InterruptedException {
        long start = System.nanoTime();
        while (watch.health(host.id()).isEmpty()) {
            if (System.nanoTime() - start > STARTS_WITHIN.toNanos()) {
                throw new StageException(host + " does not answer with an empty disk");
            }
            Thread.sleep(POLL);
        }
    }

    private String peers(Host host, int fresh) throws StageException {
        StringBuilder peers = new StringBuilder();
        for (Host one : stage.hosts()) {
            int id = one.id() == host.id() ? fresh : id(one);
            peers.append(
                    "    - {id: %d, host: %s, port: %d}\n"
                            .formatted(id, one.address(), StagePlan.RAFT_PORT));
        }
        return peers.toString();
    }

    /** The configuration as that of a node that joins. */
    static String joining(String yaml, int id, String peers) {
        return yaml.replaceFirst(ID.pattern(), "node:\n  id: " + id)
                .replaceFirst(
                        "(?m)^(  join: true\n)?  peers:\n(    - .*\n)+",
                        "  join: true\n  peers:\n" + Matcher.quoteReplacement(peers));
    }

    private static int id(Host host) throws StageException {
        Matcher id = ID.matcher(read(host));
        if (!id.find()) {
            throw new StageException(host + "'s configuration has no id");
        }
        return Integer.parseInt(id.group(1));
    }

    private static String read(Host host) throws StageException {
        try {
            return Files.readString(yaml(host));
        } catch (IOException e) {
            throw new StageException("cannot read a node's configuration: " + e, e);
        }
    }

    private static void write(Host host, String text) throws StageException {
        try {
            Files.writeString(yaml(host), text);
        } catch (IOException e) {
            throw new StageException("cannot write a node's configuration: " + e, e);
        }
    }

    private static Path yaml(Host host) {
        return host.folder().resolve("node.yaml");
    }
}
