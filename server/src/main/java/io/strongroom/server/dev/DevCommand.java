package io.strongroom.server.dev;

import io.strongroom.server.dev.found.ClientEnv;
import io.strongroom.server.dev.found.NodeAdder;
import io.strongroom.server.dev.hosts.HostsFile;
import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.DevException;
import io.strongroom.server.dev.process.ClusterControl;
import io.strongroom.server.dev.process.NodeProcess;
import io.strongroom.server.dev.process.NodeProgram;
import io.strongroom.server.dev.process.NodeStatus;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code strongroom dev}, one method per command. Results go to {@code out}, all else to {@code
 * progress}.
 */
@Command(
        name = "dev",
        description = "Runs a development cluster of real node processes on this machine.",
        synopsisSubcommandLabel = "COMMAND")
public final class DevCommand {
    private final PrintWriter out;
    private final PrintWriter progress;

    public DevCommand(PrintWriter out, PrintWriter progress) {
        this.out = out;
        this.progress = progress;
    }

    @Command(
            name = "up",
            description = {
                "Makes a cluster in a folder and starts it; returns when it serves.",
                "A stopped cluster in that folder is started again as it is."
            })
    int up(
            @Option(
                            names = "--dir",
                            required = true,
                            paramLabel = "DIR",
                            description = "The cluster's folder; made when missing.")
                    Path dir,
            @Mixin UpOptions options)
            throws DevException {
        ClusterDir folder = ClusterDir.of(dir);
        ClusterPlan plan =
                new UpStep(folder, NodeProgram.installed(), HostsFile.ofMachine(), progress)
                        .run(options);
        out.println("cluster=ready nodes=" + plan.nodes() + " env=" + folder.clientEnv());
        return 0;
    }

    @Command(
            name = "found",
            description = {
                "Makes a cluster in a folder and starts nothing: its nodes run on other hosts.",
                "Each needs this very folder under this very path, and is started there by"
                        + " strongroom node --config FILE."
            })
    int found(
            @Option(
                            names = "--dir",
                            required = true,
                            paramLabel = "DIR",
                            description = "The cluster's folder; made when missing.")
                    Path dir,
            @Option(
                            names = "--network",
                            required = true,
                            paramLabel = "A.B.C",
                            description = "Node N has the address A.B.C.N.")
                    String network,
            @Mixin UpOptions options)
            throws DevException {
        ClusterDir folder = ClusterDir.of(dir);
        if (folder.holdsCluster()) {
            throw new DevException(folder.root() + " holds a cluster already");
        }
        new FoundStep(folder, NodeProgram.installed(), progress)
                .run(options.plan(network), options.settings());
        out.println("cluster=founded env=" + folder.clientEnv());
        return 0;
    }

    @Command(name = "kill", description = "Kills a node (SIGKILL), as a power cut would.")
    int kill(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir,
            @Option(names = "--node", required = true, description = "The node's number.") int node)
            throws DevException {
        node(dir, node).kill();
        progress.println("node " + node + " is down");
        return 0;
    }

    @Command(
            name = "stop",
            description = "Stops a node as an operator would (SIGTERM), and waits until it ended.")
    int stop(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir,
            @Option(names = "--node", required = true, description = "The node's number.") int node)
            throws DevException {
        control(dir, node).stop(List.of(node));
        progress.println("node " + node + " is down");
        return 0;
    }

    @Command(
            name = "add",
            description = {
                "Makes one more node and starts it; it waits to be taken in.",
                "That is done by strongroom cluster add-node."
            },
            footer = {
                "%nTo take it in:",
                "  strongroom cluster add-node --id N --host 127.0.0.N --port LOG_PORT"
            })
    int add(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir,
            @Option(
                            names = "--node",
                            required = true,
                            description = "Its number, never used before; up to 9.")
                    int node)
            throws DevException {
        ClusterControl control = control(dir);
        control.checkPortsFree(List.of(node));
        ClusterPlan grown = new NodeAdder(control.dir(), control.plan()).add(node);
        new ClusterControl(control.dir(), grown, control.program(), progress).launch(List.of(node));
        out.printf(
                "node=%d url=%s log=%s:%d%n",
                node, grown.url(node), grown.address(node), grown.raftPort());
        return 0;
    }

    @Command(
            name = "remove",
            description = {
                "Stops a node that is no member any more and forgets it. Its folder stays.",
                "Before it comes strongroom cluster remove-node N, or replace-node --dead N."
            })
    int remove(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir,
            @Option(names = "--node", required = true, description = "The node's number.") int node)
            throws DevException {
        ClusterControl control = control(dir, node);
        ClusterPlan rest;
        try {
            rest = control.plan().without(node);
        } catch (IllegalArgumentException refused) {
            throw DevException.usage(String.valueOf(refused.getMessage()));
        }
        control.stop(List.of(node));
        try {
            ClientEnv.relist(control.dir(), rest);
            control.dir().write(rest);
        } catch (IOException failed) {
            throw new DevException("cannot write the plan: " + failed.getMessage(), failed);
        }
        progress.println("node " + node + " is no part of the cluster in " + dir + " any more");
        return 0;
    }

    @Command(name = "start", description = "Starts a node that is down and waits until it serves.")
    int start(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir,
            @Option(names = "--node", required = true, description = "The node's number.") int node,
            @Option(
                            names = "--no-wait",
                            description = "Return at once; needed while most nodes are down.")
                    boolean noWait)
            throws DevException {
        ClusterControl control = control(dir, node);
        if (control.process(node).pid().isEmpty()) {
            control.checkPortsFree(List.of(node));
            control.launch(List.of(node));
        } else {
            progress.println("node " + node + " runs already");
        }
        if (!noWait) {
            control.awaitReady(List.of(node));
        }
        return 0;
    }

    @Command(
            name = "pause",
            description = "Stops a node where it stands (SIGSTOP), as a long pause would.")
    int pause(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir,
            @Option(names = "--node", required = true, description = "The node's number.") int node)
            throws DevException {
        running(dir, node).pause();
        progress.println("node " + node + " is paused");
        return 0;
    }

    @Command(name = "resume", description = "Lets a paused node go on (SIGCONT).")
    int resume(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir,
            @Option(names = "--node", required = true, description = "The node's number.") int node)
            throws DevException {
        running(dir, node).resume();
        progress.println("node " + node + " runs");
        return 0;
    }

    @Command(
            name = "status",
            description = {
                "Prints one line per node.",
                "Roles: leader, follower, candidate, listener, paused, down, and unreachable for a"
                        + " process that does not answer. A node that is down has no pid: pid=-."
            },
            footer = {"%nFor example:", "  node=1 role=leader pid=123 url=https://127.0.0.1:8443"})
    int status(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir)
            throws DevException {
        control(dir).status().stream().map(NodeStatus::line).forEach(out::println);
        return 0;
    }

    @Command(
            name = "down",
            description = "Stops every node that runs; the folder stays and can be started again.")
    int down(
            @Option(names = "--dir", required = true, description = "The cluster's folder.")
                    Path dir)
            throws DevException {
        ClusterControl control = control(dir);
        List<Integer> running = control.running();
        control.stop(running);
        progress.println(
                running.isEmpty() ? "no node was running" : "stopped the nodes " + running);
        return 0;
    }

    private NodeProcess node(Path dir, int node) throws DevException {
        return control(dir, node).process(node);
    }

    private NodeProcess running(Path dir, int node) throws DevException {
        NodeProcess process = node(dir, node);
        if (process.pid().isEmpty()) {
            throw new DevException("node " + node + " is down");
        }
        return process;
    }

    private ClusterControl control(Path dir, int node) throws DevException {
        ClusterControl control = control(dir);
        if (!control.plan().nodeIds().contains(node)) {
            throw DevException.usage(
                    "the cluster in %s has the nodes %s, not %d"
                            .formatted(control.dir().root(), control.plan().nodeIds(), node));
        }
        return control;
    }

    private ClusterControl control(Path dir) throws DevException {
        ClusterDir folder = ClusterDir.of(dir);
        return new ClusterControl(folder, folder.plan(), NodeProgram.installed(), progress);
    }
}
