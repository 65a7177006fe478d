package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.api.RootKeysJson;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code strongroom hsm ...}: a new root key, and the old ones' end. */
final class RotationCommands {
    private RotationCommands() {}

    static void addTo(CommandLine group, Console console) {
        group.addSubcommand(new Rotate(console));
        group.addSubcommand(new Retire(console));
    }

    private static void print(RootKeysJson all, PrintWriter out) {
        all.keys()
                .forEach(key ->
                        out.println(
                                "%d  %s  %s"
                                        .formatted(
                                                key.generation(), key.fingerprint(), key.state())));
    }

    @Command(
            name = "rotate",
            description = {
                "Makes a new root key, brings it into every voter's HSM, and takes over what the"
                        + " old one wraps.",
                "The vaults serve meanwhile. Started again it goes on where it was."
            },
            footer = {
                "%nExamples:",
                "  strongroom hsm rotate --env client.env",
                "  strongroom hsm rotate --abandon --env client.env"
            })
    static final class Rotate implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Option(
                names = "--patience",
                paramLabel = "SECONDS",
                defaultValue = "120",
                description = "Gives up watching when nothing moves for so long: ${DEFAULT-VALUE}.")
        private int patienceSeconds;

        @Option(
                names = "--abandon",
                description = "Gives up a new root key that is not in use yet.")
        private boolean abandon;

        Rotate(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            if (patienceSeconds < 1) {
                throw new UsageException("--patience is at least 1 second");
            }
            return cluster.administer((access, out) -> {
                var settings =
                        new RootRotation.Settings(
                                Duration.ofSeconds(patienceSeconds), Duration.ofMillis(500));
                var all =
                        abandon
                                ? access.leader().abandonRootRotation()
                                : new RootRotation(access.leader(), out, settings).run();
                print(all, out);
                if (!abandon) {
                    out.println(
                            "An escrow of the old root key does not open what this one wraps:"
                                    + " make a new one (strongroom hsm escrow create).");
                }
                return Main.OK;
            });
        }
    }

    @Command(
            name = "retire",
            description = {
                "Gives up, for good, the root keys that wrap nothing any more.",
                "Backups of keys in HSMs that were made under them can never be restored again."
            },
            footer = {
                "%nExamples:",
                "  strongroom hsm retire --env client.env",
                "  strongroom hsm retire --destroy --env client.env"
            })
    static final class Retire implements Callable<Integer> {
        @Mixin private final ClusterOptions cluster;

        @Option(
                names = "--destroy",
                description = "Destroys them in every node's HSM too; each node has to answer.")
        private boolean destroy;

        Retire(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.administer((access, out) -> {
                print(access.leader().retireRootKeys(), out);
                var failed = 0;
                for (var node : access.addresses()) {
                    if (!destroy) {
                        break;
                    }
                    try {
                        access.at(node, AdminClient::destroyRetiredRootKeys);
                        out.println(node + ": destroyed");
                    } catch (StrongroomException e) {
                        out.println(node + ": " + e.getMessage());
                        failed++;
                    }
                }
                return failed == 0 ? Main.OK : Main.FAILED;
            });
        }
    }
}
