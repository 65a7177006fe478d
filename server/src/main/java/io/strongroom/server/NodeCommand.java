package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.raft.ratis.RatisSerialFilter;
import io.strongroom.server.config.ConfigException;
import io.strongroom.server.config.ConfigLoader;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.server.duty.Bootstrap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/** {@code strongroom node}: runs one node until it is told to stop. */
@Command(
        name = "node",
        description = "Runs one node of a cluster in the foreground, until SIGTERM or Ctrl-C.",
        footer = {
            "",
            "Example:",
            "  strongroom node --config /etc/strongroom/node.yaml",
            "",
            "docs/node.example.yaml explains every setting. Without its HSM a node starts",
            "sealed. Exit codes: 0 stopped as told, 2 wrong usage, 3 refused to start (the",
            "message says why), 70 halted on a local fault, 75 the disk is full (start it",
            "again later)."
        })
final class NodeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);
    private static final int EXIT_REFUSED = 3;
    private static final int EXIT_FAULT = 70;

    /** What stopping takes at most when nothing is wrong: most of it for requests to end. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    /** EX_TEMPFAIL of sysexits.h. */
    private static final int EXIT_LATER = 75;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The node's YAML file.")
    private Path config = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        try {
            run(ConfigLoader.load(config));
            return 0;
        } catch (ConfigException | StartupException | HsmException e) {
            refused(e.getMessage());
            // Threads of a half-opened node must not keep the process.
            Runtime.getRuntime().halt(exitCode(e));
            return exitCode(e);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("node_failed_to_start");
            System.err.println("strongroom: failed to start: " + e);
            // An orderly exit would run the shutdown hook, which ends the process as if all is
            // well.
            Runtime.getRuntime().halt(EXIT_FAULT);
            return EXIT_FAULT;
        }
    }

    /** What a supervisor goes by: room on a disk comes back, a mistake stays one. */
    static int exitCode(Exception refusal) {
        return isForWantOfRoom(refusal) ? EXIT_LATER : EXIT_REFUSED;
    }

    /** The JDK and RocksDB both tell it by the system's words only. */
    private static boolean isForWantOfRoom(Exception refusal) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("No space left on device")) {
                return true;
            }
        }
        return false;
    }

    private static void run(NodeConfig config)
            throws StartupException, HsmException, InterruptedException {
        try {
            Bootstrap.requireKnownRoles(config.bootstrap());
        } catch (IllegalArgumentException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        RatisSerialFilter.install();
        // gRPC logs through java.util.logging: one log, one format.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        RootKeys rootKeys = RootKeys.open(config.rootKey());
        LOG.atInfo()
                .addKeyValue("node", config.node().id())
                .addKeyValue("cluster", config.cluster().id())
                .addKeyValue("rootKey", rootKeys.levelAtStart())
                .log("node_starting");
        Node node =
                new Node(
                        config,
                        rootKeys,
                        new Node.Surroundings(
                                InstantSource.system(), NodeCommand::halt, NodeCommand::refuse));
        Lifetime lifetime = new Lifetime(STOPS_WITHIN);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, lifetime), "shutdown"));
        boolean runs = lifetime.start(node::start);
        // Ratis leaves a handler that ends the process through its shutdown hooks; what nobody
        // caught is a bug
        // of ours or a fault, and neither may touch the data any more.
        Thread.setDefaultUncaughtExceptionHandler(NodeCommand::uncaught);
        if (runs) {
            LOG.atInfo().addKeyValue("port", config.http().port()).log("node_serving");
        }
        lifetime.awaitEnd();
    }

    private static void stop(Node node, Lifetime lifetime) {
        lifetime.end(node::close);
        // Native modules (a PKCS#11 token's among them) can crash in their exit handlers: nothing
        // is left to do.
        Runtime.getRuntime().halt(0);
    }

    private static void uncaught(Thread thread, Throwable failure) {
        LOG.atError().addKeyValue("thread", thread.getName()).setCause(failure).log("uncaught");
        halt("uncaught " + failure.getClass().getName() + " on thread " + thread.getName());
    }

    /** What would have been refused at the start, had it been known then: the HSM was away. */
    private static void refuse(String reason) {
        refused(reason);
        Runtime.getRuntime().halt(EXIT_REFUSED);
    }

    private static void refused(@Nullable String reason) {
        LOG.atError().addKeyValue("reason", reason).log("node_refused_to_start");
        System.err.println("strongroom: " + reason);
    }

    /** A local fault: going on would let this replica drift from the others (F4). */
    private static void halt(String reason) {
        LOG.atError().addKeyValue("reason", reason).log("node_halted");
        System.err.println("strongroom: halted: " + reason);
        Runtime.getRuntime().halt(EXIT_FAULT);
    }
}
