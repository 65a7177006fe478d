package io.strongroom.chaos.suite;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.cluster.Program;
import io.strongroom.chaos.suite.campaign.Nemeses;
import io.strongroom.chaos.suite.stage.HostFaults;
import io.strongroom.chaos.suite.stage.OlderBuild;
import io.strongroom.chaos.suite.stage.Stage;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.StagePlan;
import io.strongroom.chaos.suite.workload.Workloads;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code bin/chaos}: one run. */
@Command(
        name = "chaos",
        description = {
            "Runs a cluster on hosts of its own, one container each, with clients at work and"
                    + " faults injected, and decides by the recorded history whether it kept its"
                    + " promises.",
            "Installs and starts what is missing (a container engine, a base image) and mounts a"
                    + " disk for each node; needs root for that.",
            "Ends with 0 when the run passed, 1 when a check failed or could not decide, 2 on wrong"
                    + " usage, 3 when the run was void (a fault did not bite, or the load was too"
                    + " low), 4 without root or a container engine, 5 when anything else kept the"
                    + " run from its end (the build, a lock, a disk): the cluster was not judged."
        },
        exitCodeOnExecutionException = Chaos.BROKEN,
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class Chaos implements Callable<Integer> {
    private static final int VOID = 3;

    /** 4 is said by the script. */
    static final int BROKEN = 5;

    /** As wide as a terminal. */
    private static final int WIDTH = 80;

    @Mixin private Options options = new Options();

    @Option(names = "--folder", hidden = true, required = true)
    private Path folder = Path.of("chaos");

    @Option(names = "--image", hidden = true, required = true)
    private String image = "";

    @Option(names = "--network", hidden = true, required = true)
    private String network = "";

    @Option(names = "--check", hidden = true)
    private boolean onlyCheck;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private Chaos() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Chaos());
        line.getCommandSpec().usageMessage().footer(footer());
        line.setExecutionExceptionHandler((e, _, _) -> {
            // What the stage says is for a person; anything else is the suite's own fault.
            if (e instanceof StageException) {
                System.err.println(e.getMessage());
                return BROKEN;
            }
            throw e;
        });
        return line;
    }

    private static String[] footer() {
        List<String> lines = new ArrayList<>(List.of(""));
        lines.addAll(filled("Kinds of faults: " + String.join(", ", Nemeses.kinds()) + "."));
        lines.add("Upgrade is from a build of the repository's history, of which it needs all.");
        lines.addAll(filled("Clients: " + String.join(", ", Workloads.names()) + "."));
        lines.add("Those that end in -sdk go through the stock Azure SDK.");
        lines.addAll(
                List.of(
                        "",
                        "Examples:",
                        "  bin/chaos",
                        "  bin/chaos --minutes 3 --seed 1 --nemesis kill,pause,partition",
                        "  bin/chaos --minutes 45 --nodes 5 --rate 50",
                        "",
                        "Each run has a folder of its own under target/chaos: report.html,",
                        "report.json, history.jsonl, and the cluster's folder with the nodes'",
                        "logs. It goes when ten newer ones are there, unless a check failed."));
        return lines.toArray(String[]::new);
    }

    private static List<String> filled(String words) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    @Override
    public Integer call() throws IOException, StageException, InterruptedException {
        Settings settings;
        try {
            settings = options.settings();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (onlyCheck) {
            return 0;
        }
        System.out.println("chaos " + settings.words());
        Path home = Path.of(System.getProperty("strongroom.home", ".")).toAbsolutePath();
        Optional<Path> older =
                settings.kinds().contains("upgrade")
                        ? Optional.of(new OlderBuild(home).distribution())
                        : Optional.empty();
        StagePlan plan =
                new StagePlan(
                        settings.nodes(),
                        image,
                        network,
                        Files.createDirectories(folder).toRealPath().resolve("cluster"),
                        home,
                        home.resolve("server/target/dist"),
                        Path.of(System.getProperty("java.home")),
                        older);
        found(plan, settings.nodeSettings());
        PublicNames.adopt(
                plan,
                Access.read(plan.folder().resolve("client.env")),
                Workloads.vaultNames(),
                plan.folder().resolveSibling("hosts"));
        if (settings.needsPreload()) {
            HostFaults.prepare(plan);
        }
        Verdict.Ruling ruling;
        try (Stage stage = Stage.raise(plan)) {
            ruling = new Run(settings, stage, folder).toItsEnd();
        }
        return switch (ruling) {
            case PASS -> 0;
            case VOID -> VOID;
            case UNDECIDED, FAIL -> 1;
        };
    }

    private static void found(StagePlan plan, String more) throws IOException, StageException {
        List<String> arguments = new ArrayList<>(List.of("dev", "found"));
        arguments.addAll(List.of("--dir", plan.folder().toString()));
        arguments.addAll(List.of("--network", plan.network()));
        arguments.addAll(List.of("--nodes", Integer.toString(plan.nodes())));
        arguments.addAll(List.of("--base-port", Integer.toString(StagePlan.HTTPS_PORT)));
        arguments.addAll(List.of("--root-key", "pkcs11"));
        Path nodeSettings = plan.folder().resolveSibling("settings.yaml");
        Files.writeString(nodeSettings, more);
        arguments.addAll(List.of("--settings", nodeSettings.toString()));
        Workloads.vaults().forEach(vault -> arguments.addAll(List.of("--vault", vault)));
        try {
            var _ = new Program(plan.firstHome()).run(arguments, Map.of());
        } catch (IOException e) {
            throw new StageException("the cluster cannot be founded: " + e.getMessage(), e);
        }
    }
}
