package io.strongroom.chaos.suite.stage;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;

import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One node's host: a container with an address of its own, in which the node's process is all that
 * runs. Its number stays, also when another node with another id takes the place of its node. Its
 * data lies on this machine and outlives it. Thread-safe as far as the engine is.
 */
public final class Host {
    /** Which program its node runs from the next start on. */
    public static final String DISTRIBUTION = "STRONGROOM_DIST";

    private static final String SETTINGS = "host.env";
    private static final int FREEZING_TRIES = 5;

    /** After that the engine kills it. */
    private static final int STOPS_WITHIN_SECONDS = 120;

    private final int id;
    private final String address;
    private final Path folder;
    private final Gear gear;
    private final SortedMap<String, String> settings = new TreeMap<>();
    private final GenericContainer<?> container;

    /** What is its own, beside its folder. */
    private record Gear(Disk disk, Optional<HostFaults> faults) {}

    private Host(int id, String address, Path folder, Gear gear, GenericContainer<?> container) {
        this.id = id;
        this.address = address;
        this.folder = folder;
        this.gear = gear;
        this.container = container;
    }

    /** Not started yet. */
    static Host of(StagePlan plan, int node, Disk disk, Network network) throws IOException {
        Path folder = plan.nodeFolder(node);
        Files.createDirectories(temporary(folder));
        Optional<HostFaults> faults = HostFaults.of(plan, node);
        // The output goes to a file beside the data: what a killed node said is there afterwards.
        String program =
                "set -a; . ./%s; exec %s/bin/strongroom node --config %s/node.yaml >>%s/node.log 2>&1"
                        .formatted(SETTINGS, plan.home(), folder, folder);
        GenericContainer<?> made =
                new GenericContainer<>(DockerImageName.parse(plan.image()))
                        .withNetwork(network)
                        .withLabel(StagePlan.LABEL, plan.network())
                        .withWorkingDirectory(folder.toString())
                        .withCommand("bash", "-c", program)
                        .withCreateContainerCmdModifier(command -> {
                            HostConfig host = Objects.requireNonNull(command.getHostConfig());
                            command.withHostName("node-" + node)
                                    .withIpv4Address(plan.address(node))
                                    .withHostConfig(
                                            host.withBinds(binds(plan, folder, faults))
                                                    .withCapAdd(Capability.NET_ADMIN));
                        });
        Host host = new Host(node, plan.address(node), folder, new Gear(disk, faults), made);
        host.settings.put("JAVA25_HOME", plan.jdk().toString());
        host.settings.put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        faults.ifPresent(one -> host.settings.putAll(one.environment()));
        host.set(DISTRIBUTION, plan.firstDistribution().toString());
        return host;
    }

    private static List<Bind> binds(StagePlan plan, Path own, Optional<HostFaults> faults) {
        List<Bind> binds = new ArrayList<>();
        for (Path path : plan.readOnly()) {
            binds.add(new Bind(path.toString(), new Volume(path.toString()), AccessMode.ro));
        }
        binds.add(new Bind(own.toString(), new Volume(own.toString()), AccessMode.rw));
        // What the node's libraries write there is searched for values with all the rest.
        binds.add(new Bind(temporary(own).toString(), new Volume("/tmp"), AccessMode.rw));
        faults.map(one -> one.folder().toString())
                .ifPresent(path -> binds.add(new Bind(path, new Volume(path), AccessMode.rw)));
        return binds;
    }

    private static Path temporary(Path own) {
        return own.resolve("tmp");
    }

    public int id() {
        return id;
    }

    public String address() {
        return address;
    }

    /** The node's folder, on this machine and in the container alike. */
    public Path folder() {
        return folder;
    }

    /**
     * Its wall clock and its disk.
     *
     * @throws StageException in a run without {@link HostFaults#prepare}
     */
    public HostFaults faults() throws StageException {
        return gear.faults.orElseThrow(
                () -> new StageException("node " + id + " was started without a preload"));
    }

    /** Where its data lie. */
    public Disk disk() {
        return gear.disk;
    }

    /** Changes the node's environment from its next start on. */
    public synchronized void set(String variable, String value) throws IOException {
        settings.put(variable, value);
        StringBuilder text = new StringBuilder();
        settings.forEach((name, one) -> text.append(name).append("='").append(one).append("'\n"));
        Files.writeString(folder.resolve(SETTINGS), text);
    }

    void make() {
        container.start();
    }

    void remove() {
        container.stop();
    }

    /** SIGKILL to the node. */
    public void kill() throws StageException {
        engine("kill", docker -> docker.killContainerCmd(container.getContainerId()).exec());
    }

    /** SIGTERM to the node, as an operator stops it; returns when it has ended. */
    public void stop() throws StageException {
        engine(
                "stop",
                docker ->
                        docker.stopContainerCmd(container.getContainerId())
                                .withTimeout(STOPS_WITHIN_SECONDS)
                                .exec());
    }

    /** Starts the node again; returns before it serves. */
    public void start() throws StageException {
        engine("start", docker -> docker.startContainerCmd(container.getContainerId()).exec());
    }

    /** Freezes the whole container: all its threads stand still where they are. */
    public void pause() throws StageException {
        // A thread that waits for a busy disk is not frozen at once, and then the engine gives up.
        for (int left = FREEZING_TRIES - 1; ; left--) {
            try {
                engine(
                        "pause",
                        docker -> docker.pauseContainerCmd(container.getContainerId()).exec());
                return;
            } catch (StageException e) {
                if (left == 0 || !state().running() || state().paused()) {
                    throw e;
                }
            }
        }
    }

    /** Ends {@link #pause}. */
    public void resume() throws StageException {
        engine("resume", docker -> docker.unpauseContainerCmd(container.getContainerId()).exec());
    }

    /** SIGSTOP to the node, which takes less time than {@link #pause}. */
    public void standStill() throws StageException {
        signal("STOP");
    }

    /** Ends {@link #standStill}. */
    public void goOn() throws StageException {
        signal("CONT");
    }

    private void signal(String name) throws StageException {
        engine(
                "signal",
                docker ->
                        docker.killContainerCmd(container.getContainerId())
                                .withSignal(name)
                                .exec());
    }

    /** How the node's process stands. */
    public State state() throws StageException {
        InspectContainerResponse.ContainerState now;
        try {
            now =
                    container
                            .getDockerClient()
                            .inspectContainerCmd(container.getContainerId())
                            .exec()
                            .getState();
        } catch (RuntimeException e) {
            throw new StageException("node " + id + "'s state is not to be had: " + e, e);
        }
        return new State(
                Boolean.TRUE.equals(now.getRunning()),
                Boolean.TRUE.equals(now.getPaused()),
                now.getExitCodeLong() == null ? 0 : now.getExitCodeLong(),
                String.valueOf(now.getStartedAt()));
    }

    /**
     * How a node's process stands.
     *
     * @param running also when it is paused
     * @param exitCode of the last end; 137 after SIGKILL; 0 while it runs
     * @param startedAt when the process began that runs or ran last, by the engine's clock
     */
    public record State(boolean running, boolean paused, long exitCode, String startedAt) {}

    /**
     * Runs a command in the container, as root.
     *
     * @return its standard output
     * @throws StageException when it does not end with 0
     */
    public String run(String... command) throws StageException, InterruptedException {
        try {
            Container.ExecResult result = container.execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new StageException(
                        "on node %d: %s: %s"
                                .formatted(id, String.join(" ", command), result.getStderr()));
            }
            return result.getStdout();
        } catch (IOException | RuntimeException e) {
            throw new StageException("on node " + id + ": " + String.join(" ", command), e);
        }
    }

    /** What is asked of the engine. */
    private interface Order {
        void give(DockerClient docker);
    }

    /** A broken connection to the engine is a plain runtime exception of its client's. */
    private void engine(String what, Order order) throws StageException {
        try {
            order.give(container.getDockerClient());
        } catch (RuntimeException e) {
            throw new StageException("cannot " + what + " node " + id + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "node " + id;
    }
}
