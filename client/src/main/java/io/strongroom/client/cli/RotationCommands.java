package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.api.RootKeyJson;
import io.strongroom.client.api.RootKeysJson;
import io.strongroom.client.api.RotateRootKeyJson;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

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
                "The vaults serve meanwhile, and broken off the nodes go on: --watch looks on. Run"
                        + " again after the end it makes another one, unless --from names the one"
                        + " to replace."
            },
            footer = {
                "%nExamples:",
                "  strongroom hsm rotate --env client.env",
                "  strongroom hsm rotate --watch --env client.env",
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

        @Option(
                names = "--watch",
                description = "Begins nothing: shows the root keys, and what is under way.")
        private boolean watch;

        @Option(
                names = "--from",
                paramLabel = "N",
                description = {
                    "The generation to replace; nothing is begun when it is replaced already.",
                    "By default the one that is current at the first look."
                })
        private @Nullable Integer from;

        @Option(
                names = "--extractable",
                description = {
                    "Makes one that may leave its HSM, wrapped, although the old one may not"
                            + " (--not-extractable).",
                    "By default the new one is as the old one."
                })
        private boolean extractable;

        Rotate(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            if (patienceSeconds < 1) {
                throw new UsageException("--patience is at least 1 second");
            }
            if ((abandon && watch) || ((abandon || watch) && (from != null || extractable))) {
                throw new UsageException(
                        "--abandon and --watch go with no other of these options: they begin"
                                + " nothing");
            }
            return cluster.administer((access, out) -> {
                var all = moved(access.leader(), out);
                print(all, out);
                if (!abandon && all.keys().stream().anyMatch(key -> key.state().equals("old"))) {
                    out.println(
                            "An escrow of the old root key does not open what this one wraps:"
                                    + " make a new one (strongroom hsm escrow create).");
                }
                return Main.OK;
            });
        }

        private RootKeysJson moved(AdminClient admin, PrintWriter out) throws InterruptedException {
            if (abandon) {
                return admin.abandonRootRotation();
            }
            var settings =
                    new RootRotation.Settings(
                            Duration.ofSeconds(patienceSeconds), Duration.ofMillis(500));
            var rotation = new RootRotation(admin, out, settings);
            if (watch) {
                return rotation.watch();
            }
            // The retries of the request that follows must not replace what it has brought.
            var seen = from == null ? RootRotation.current(admin.rootKeys()) : from;
            return rotation.run(new RotateRootKeyJson(seen, extractable));
        }
    }

    @Command(
            name = "retire",
            description = {
                "Gives up for good the old root keys, which wrap nothing any more.",
                "Asks for their numbers unless --yes. Backups of keys in HSMs that were made under"
                        + " them can never be restored again.",
                "--destroy then takes those that are retired out of the HSMs, and retires none."
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
                description =
                        "Destroys those that are retired in every node's HSM; each node has to"
                                + " answer.")
        private boolean destroy;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean sure;

        Retire(Console console) {
            cluster = new ClusterOptions(console);
        }

        @Override
        public Integer call() throws IOException {
            return cluster.administer((access, out) -> {
                var all = access.leader().rootKeys();
                var old = generations(all, "old");
                var meant = destroy ? generations(all, "retired") : old;
                if (meant.isEmpty()) {
                    print(all, out);
                    out.println(nothing(!old.isEmpty()));
                    return old.isEmpty() ? Main.OK : Main.FAILED;
                }
                if (!sure && !isConfirmed(meant)) {
                    cluster.console().err().println("error: USAGE: not confirmed; nothing changed");
                    return Main.USAGE;
                }
                var newest = meant.get(meant.size() - 1);
                if (destroy) {
                    return destroyed(access, newest, out);
                }
                print(access.leader().retireRootKeys(newest), out);
                return Main.OK;
            });
        }

        private String nothing(boolean someAreOld) {
            if (!destroy) {
                return "No root key is old: there is nothing to retire.";
            }
            return someAreOld
                    ? "No root key is retired: strongroom hsm retire without --destroy comes"
                            + " first."
                    : "No root key is retired: there is nothing to destroy.";
        }

        private static List<Integer> generations(RootKeysJson all, String state) {
            return all.keys().stream()
                    .filter(key -> key.state().equals(state))
                    .map(RootKeyJson::generation)
                    .toList();
        }

        private boolean isConfirmed(List<Integer> meant) throws IOException {
            var numbers = meant.stream().map(String::valueOf).collect(Collectors.joining(" "));
            var keys = (meant.size() == 1 ? "root key " : "root keys ") + numbers;
            var question =
                    destroy
                            ? "Destroys %s in every node's HSM."
                            : "Retires %s for good: backups of keys in HSMs from that time are"
                                    + " lost.";
            cluster.console().err().print(question.formatted(keys));
            cluster.console().err().print(" To go on, type " + numbers + ": ");
            cluster.console().err().flush();
            var typed = TextInput.line(cluster.console().in());
            return typed.replaceAll("[\\s,]+", " ").equals(numbers);
        }

        private static int destroyed(ClusterAccess access, int through, PrintWriter out) {
            var failed = 0;
            for (var node : access.addresses()) {
                try {
                    var told = access.at(node, admin -> admin.destroyRetiredRootKeys(through));
                    out.println(
                            node
                                    + (told.destroyed().isEmpty()
                                            ? ": nothing to destroy"
                                            : ": destroyed " + told.destroyed()));
                    if (!told.left().isEmpty()) {
                        out.println(
                                node
                                        + ": left "
                                        + told.left()
                                        + ": another key has that root key's label; remove it"
                                        + " by the HSM's own tool if it is nobody's");
                        failed++;
                    }
                } catch (StrongroomException e) {
                    out.println(node + ": " + e.getMessage());
                    failed++;
                }
            }
            return failed == 0 ? Main.OK : Main.FAILED;
        }
    }
}
