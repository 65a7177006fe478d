package io.strongroom.chaos.suite.stage;

import com.github.dockerjava.api.model.Network.Ipam;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.cluster.Program;

import org.testcontainers.containers.Network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * The hosts of a run on their own network. Closing it removes them, the network and the nodes'
 * disks; the nodes' folders stay, with what was on the disks.
 */
public final class Stage implements AutoCloseable {
    private final Network network;
    private final List<Host> hosts;
    private final Access access;
    private final StagePlan plan;

    private Stage(StagePlan plan, Network network, List<Host> hosts, Access access) {
        this.plan = plan;
        this.network = network;
        this.hosts = List.copyOf(hosts);
        this.access = access;
    }

    /** Makes and starts all hosts; their nodes serve some seconds later. */
    public static Stage raise(StagePlan plan)
            throws IOException, StageException, InterruptedException {
        Access access = Access.read(plan.folder().resolve("client.env"));
        Network network =
                Network.builder()
                        .createNetworkCmdModifier(command ->
                                command.withLabels(Map.of(StagePlan.LABEL, plan.network()))
                                        .withIpam(
                                                new Ipam()
                                                        .withConfig(
                                                                new Ipam.Config()
                                                                        .withSubnet(
                                                                                plan.network()
                                                                                        + ".0/24")
                                                                        .withGateway(
                                                                                plan.gateway()))))
                        .build();
        List<Disk> disks = new ArrayList<>();
        List<Host> made = new ArrayList<>();
        try {
            for (int node = 1; node <= plan.nodes(); node++) {
                disks.add(Disk.lay(plan, node));
                Host host = Host.of(plan, node, disks.getLast(), network);
                made.add(host);
                host.make();
            }
            return new Stage(plan, network, made, access);
        } catch (IOException | StageException | RuntimeException e) {
            made.forEach(Host::remove);
            network.close();
            removeAll(disks);
            throw new StageException("the hosts cannot be made: " + e.getMessage(), e);
        }
    }

    /** In the order of their numbers, which begin at 1. */
    public List<Host> hosts() {
        return hosts;
    }

    public Host host(int node) {
        return hosts.get(node - 1);
    }

    public Access access() {
        return access;
    }

    /**
     * Runs {@code strongroom cluster ...} as the cluster's operator.
     *
     * @param asked the hosts it knows: not one whose node has not been taken in yet, which knows no
     *     tokens
     * @return its output
     * @throws StageException with its output when it fails
     */
    public String command(List<Host> asked, String... arguments) throws StageException {
        Path all = plan.folder().resolve("client.env");
        Path known = plan.folder().resolve("operator.env");
        String nodes =
                asked.stream()
                        .map(host -> "https://" + host.address() + ":" + StagePlan.HTTPS_PORT)
                        .collect(Collectors.joining(","));
        try {
            String text = Files.readString(all);
            Files.writeString(
                    known,
                    text.replaceFirst(
                            "(?m)^STRONGROOM_NODES=.*$",
                            "STRONGROOM_NODES=" + Matcher.quoteReplacement(nodes)));
        } catch (IOException e) {
            throw new StageException("the operator's settings cannot be written: " + e, e);
        }
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--env", known.toString()));
        return offline(command.toArray(String[]::new));
    }

    /** The same for a command that talks to no node. */
    public String offline(String... arguments) throws StageException {
        try {
            return new Program(plan.home()).run(List.of(arguments), Map.of());
        } catch (IOException e) {
            throw new StageException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() throws StageException {
        hosts.forEach(Host::remove);
        network.close();
        try {
            removeAll(hosts.stream().map(Host::disk).toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageException("interrupted while the disks were removed", e);
        }
    }

    /** Each is tried, whatever becomes of the others. */
    private static void removeAll(List<Disk> disks) throws StageException, InterruptedException {
        StageException failed = null;
        for (Disk disk : disks) {
            try {
                disk.remove();
            } catch (StageException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
