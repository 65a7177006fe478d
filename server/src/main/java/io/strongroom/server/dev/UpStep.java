package io.strongroom.server.dev;

import io.strongroom.server.dev.hosts.HostNames;
import io.strongroom.server.dev.hosts.HostsFile;
import io.strongroom.server.dev.plan.ClusterDir;
import io.strongroom.server.dev.plan.ClusterPlan;
import io.strongroom.server.dev.plan.DevException;
import io.strongroom.server.dev.process.ClusterControl;
import io.strongroom.server.dev.process.NodeProgram;

import java.io.PrintWriter;
import java.security.Security;
import java.util.List;

/** {@code dev up}: founds the cluster or finds it stopped, starts it and waits until it serves. */
record UpStep(ClusterDir dir, NodeProgram program, HostsFile hosts, PrintWriter progress) {

    ClusterPlan run(UpOptions options) throws DevException {
        // Each look at a name must see the hosts file as it is then.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        boolean exists = dir.holdsCluster();
        ClusterPlan plan = exists ? dir.plan() : options.plan();
        ClusterControl control = new ClusterControl(dir, plan, program, progress);
        if (!exists) {
            FoundStep.refuseFullFolder(dir);
        }
        refuseWhatCannotStart(control, exists);
        HostNames names = HostNames.asThisMachineResolves(plan);
        if (options.addHosts() && !names.objections().isEmpty() && !hosts.isWritable()) {
            throw new DevException("--add-hosts must write " + hosts.file() + ": run it as root");
        }
        if (exists) {
            progress.printf(
                    "%s holds a stopped cluster (%d nodes, port %d): starting it as it is%s%n",
                    dir.root(),
                    plan.nodes(),
                    plan.basePort(),
                    options.shapeTheCluster() ? "; the other options have no effect" : "");
        } else {
            new FoundStep(dir, program, progress).run(plan, options.settings());
        }
        startAll(control);
        checkNames(names, options.addHosts());
        return plan;
    }

    private void refuseWhatCannotStart(ClusterControl control, boolean exists) throws DevException {
        List<Integer> running = exists ? control.running() : List.of();
        if (!running.isEmpty()) {
            throw new DevException(
                    "a cluster runs in %1$s already (nodes %2$s); stop it with: strongroom dev down --dir %1$s"
                            .formatted(dir.root(), running));
        }
        control.checkPortsFree(control.plan().nodeIds());
    }

    private void startAll(ClusterControl control) throws DevException {
        List<Integer> nodes = control.plan().nodeIds();
        Thread stopOnInterrupt = new Thread(() -> stopQuietly(control, nodes));
        Runtime.getRuntime().addShutdownHook(stopOnInterrupt);
        try {
            control.launch(nodes);
            // An added node may not be a member yet.
            control.awaitReady(control.plan().founderIds());
        } catch (DevException failed) {
            stopQuietly(control, nodes);
            throw failed;
        } finally {
            removeHook(stopOnInterrupt);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is at work: it stops the nodes, and this process ends with it.
            return;
        }
    }

    private void stopQuietly(ClusterControl control, List<Integer> nodes) {
        try {
            control.stop(nodes);
        } catch (DevException failed) {
            progress.println("stopping the nodes failed: " + failed.getMessage());
        }
    }

    private void checkNames(HostNames names, boolean addHosts) throws DevException {
        List<String> objections = names.objections();
        if (!objections.isEmpty() && addHosts) {
            hosts.replaceBlock(names.hostsLines());
            progress.println("wrote the cluster's names to " + hosts.file());
            objections = names.objections();
        }
        if (!objections.isEmpty()) {
            progress.println();
            objections.forEach(progress::println);
            progress.println(
                    "SDKs need these names. Add these lines to "
                            + hosts.file()
                            + " (or run dev up with --add-hosts as root):");
            names.hostsLines().forEach(line -> progress.println("    " + line));
        }
    }
}
