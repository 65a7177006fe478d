package io.strongroom.chaos.suite.stage;

import com.github.dockerjava.api.model.Network.Ipam;

import io.strongroom.chaos.cluster.Access;

import org.testcontainers.containers.Network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hosts of a run on their own network. Closing it removes them, the network and the nodes'
 * disks; the nodes' folders stay, with what was on the disks.
 */
public final class Stage implements AutoCloseable {
    private final StagePlan plan;
    private final Network network;
    private final List<Host> hosts;
    private final Access access;
    private final Optional<Builds> builds;

    private Stage(StagePlan plan, Network network, List<Host> hosts, Access access) {
        this.plan = plan;
        this.builds = plan.older().map(older -> new Builds(older, plan.distribution()));
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

    public StagePlan plan() {
        return plan;
    }

    /** Nothing when the nodes are not upgraded in this run. */
    public Optional<Builds> builds() {
        return builds;
    }

    /** The program that the nodes run now, where nobody is about to change it. */
    public Path distribution() {
        return builds.map(Builds::current).orElse(plan.distribution());
    }

    public Access access() {
        return access;
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
