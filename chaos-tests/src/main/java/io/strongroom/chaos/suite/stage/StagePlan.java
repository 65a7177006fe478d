package io.strongroom.chaos.suite.stage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a stage is made of. All paths are the same in the containers as on this machine.
 *
 * @param nodes 3 or 5
 * @param image the hosts' image
 * @param network the first three numbers of the hosts' addresses; node N's last is N
 * @param folder the cluster's, as {@code dev found} made it
 * @param home the project's folder
 * @param distribution the nodes' program
 * @param jdk that runs it
 * @param older the program of a version before, on which the nodes begin; nothing when they do not
 */
public record StagePlan(
        int nodes,
        String image,
        String network,
        Path folder,
        Path home,
        Path distribution,
        Path jdk,
        Optional<Path> older) {
    /**
     * Marks everything that a run makes in the engine, with its network for a value, so that it can
     * be found and removed.
     */
    public static final String LABEL = "io.strongroom.chaos";

    /** Clients ask here. */
    public static final int HTTPS_PORT = 8443;

    /** The nodes talk to each other here. */
    public static final int RAFT_PORT = 8444;

    /** A node in a dead one's place takes the other one while the dead one is a member. */
    public static final int OTHER_RAFT_PORT = 8445;

    /** Both, as iptables wants them. */
    public static final String RAFT_PORTS = RAFT_PORT + ":" + OTHER_RAFT_PORT;

    /** What the nodes run at first. */
    Path firstDistribution() {
        return older.orElse(distribution);
    }

    /**
     * The folder of the version that founds the cluster. The one that its nodes run at first: a
     * newer one makes a root key that an older one does not use.
     */
    public Path firstHome() {
        return older.map(built -> built.resolve("../../..").normalize()).orElse(home);
    }

    /** A node's. */
    public String address(int node) {
        return network + "." + node;
    }

    /** This machine's own address there; no node has it. */
    String gateway() {
        return network + ".254";
    }

    Path nodeFolder(int node) {
        return folder.resolve("node-" + node);
    }

    /** Of what is preloaded into the nodes; not there in a run without it. */
    Path preloads() {
        return folder.resolve("preload");
    }

    /** What a node's disk is; its folder's name says whose, for whoever clears up after a run. */
    Path diskImage(int node) {
        return folder.resolveSibling("disks-" + network).resolve("node-" + node + ".ext4");
    }

    /** What a node only reads. */
    List<Path> readOnly() {
        List<Path> all =
                new ArrayList<>(
                        List.of(
                                jdk,
                                distribution,
                                home.resolve("bin"),
                                folder.resolve("principals")));
        if (Files.exists(preloads())) {
            all.add(preloads());
        }
        older.ifPresent(all::add);
        return List.copyOf(all);
    }
}
