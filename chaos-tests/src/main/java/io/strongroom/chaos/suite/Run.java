package io.strongroom.chaos.suite;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.RunVerdict;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.validity.AnswersAgain;
import io.strongroom.chaos.check.validity.EnoughLoad;
import io.strongroom.chaos.check.validity.FaultsBit;
import io.strongroom.chaos.check.validity.NodesDidRight;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.record.MovableClock;
import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.report.Report;
import io.strongroom.chaos.suite.campaign.Campaign;
import io.strongroom.chaos.suite.campaign.Enough;
import io.strongroom.chaos.suite.campaign.FaultPlan;
import io.strongroom.chaos.suite.campaign.Nemeses;
import io.strongroom.chaos.suite.files.LoggedErrors;
import io.strongroom.chaos.suite.files.Plaintext;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.Stage;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.Watch;
import io.strongroom.chaos.suite.workload.Crew;
import io.strongroom.chaos.suite.workload.Workloads;
import io.strongroom.chaos.suite.workload.call.Marker;
import io.strongroom.chaos.suite.workload.call.Tally;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run on a stage that stands: clients and faults for the time asked for, then peace, last reads,
 * the checks and the report.
 *
 * @param folder for the history and the report
 */
record Run(Settings settings, Stage stage, Path folder) {
    private static final double CALM_SHARE = 0.9;
    private static final String STAGE = "the stage holds";
    private static final String RECOVERY = "recovers";

    Verdict.Ruling toItsEnd() throws IOException, StageException, InterruptedException {
        Tally tally = new Tally();
        try (Watch watch = new Watch(stage.access());
                Progress progress = Progress.start(tally)) {
            awaitTheCluster(watch, progress);
            Path file = folder.resolve("history.jsonl");
            MovableClock clock = new MovableClock();
            try (Recorder recorder = Recorder.open(file, settings.seed(), facts(), clock)) {
                Afterwards afterwards = new Afterwards(stage, watch, recorder, clock, tally);
                Aftermath aftermath = faultsUnderLoad(recorder, watch, tally, afterwards, progress);
                History history = recorder.history();
                progress.say("checking " + history.operations().size() + " operations");
                return conclude(history, aftermath);
            }
        }
    }

    private void awaitTheCluster(Watch watch, Progress progress)
            throws StageException, InterruptedException {
        long start = System.nanoTime();
        if (!watch.awaitAllServing(Campaign.RECOVERS_WITHIN)) {
            throw new StageException("the nodes do not serve; see node.log in their folders");
        }
        progress.say(
                "%d nodes serve after %.1f s"
                        .formatted(settings.nodes(), (System.nanoTime() - start) / 1e9));
    }

    /**
     * What is left when the clients have stopped.
     *
     * @param verdicts that are not decided by the history alone
     */
    private record Aftermath(List<Verdict> verdicts, long loadEndNanos) {}

    private Aftermath faultsUnderLoad(
            Recorder recorder, Watch watch, Tally tally, Afterwards afterwards, Progress progress)
            throws IOException, InterruptedException {
        Seeds seeds = Seeds.of(settings.seed());
        Ground ground = new Ground(stage, watch, recorder, new Random(seeds.ground()));
        FaultPlan plan = new FaultPlan(seeds.plan(), Nemeses.of(settings.kinds()));
        Campaign campaign = new Campaign(ground, plan, tally::acknowledged, progress::say);
        List<Verdict> verdicts = new ArrayList<>();
        Marker marker = Marker.random();
        boolean[] recovered = {true};
        long loadEndNanos;
        try (Crew crew = Crew.make(settings.workloads(), stage.access(), marker, recorder, tally)) {
            long end = System.nanoTime() + settings.nanos();
            crew.start(seeds.clients(), settings.rate());
            attempt(
                    verdicts,
                    progress,
                    () -> {
                        recovered[0] =
                                campaign.run(
                                        new Enough(
                                                settings.kinds(),
                                                settings.timesEach(),
                                                end,
                                                end + settings.moreNanos()));
                        if (recovered[0]) {
                            // The clients are at work for as long as was asked for.
                            Thread.sleep(Duration.ofNanos(end - System.nanoTime()));
                        }
                    });
            recovered[0] = recovered[0] && campaign.recovered();
            loadEndNanos = recorder.now();
            if (recovered[0]) {
                progress.say("no more faults: last reads");
                attempt(verdicts, progress, crew::finish);
            }
        }
        verdicts.add(
                recovered[0]
                        ? Verdict.pass(RECOVERY, "every node served again after each fault")
                        : Verdict.fail(RECOVERY, "see the last fault", List.of()));
        attempt(verdicts, progress, campaign::conclude);
        if (recovered[0] && settings.daysPass()) {
            progress.say("days pass by all clocks");
            attempt(verdicts, progress, () -> verdicts.addAll(afterwards.verdicts(marker)));
        }
        recorder.close();
        verdicts.add(
                new EnoughLoad(settings.minimumRate(), CALM_SHARE, loadEndNanos)
                        .of(recorder.history()));
        attempt(
                verdicts,
                progress,
                () -> verdicts.addAll(looksAtTheNodes(watch, marker, progress)));
        return new Aftermath(verdicts, loadEndNanos);
    }

    /** A step of the run. */
    private interface Step {
        void take() throws IOException, StageException, InterruptedException;
    }

    /** Whatever fails, what was recorded is judged and reported. */
    private static void attempt(List<Verdict> verdicts, Progress progress, Step step)
            throws InterruptedException {
        try {
            step.take();
        } catch (IOException | StageException | RuntimeException e) {
            Verdict broken = broken(e);
            progress.say(broken.reason());
            verdicts.add(broken);
        }
    }

    /**
     * What breaks a run off is a finding when the nodes did it; the suite itself is not believed
     * then.
     */
    private static Verdict broken(Exception e) {
        return switch (e) {
            case NodeFailure failure ->
                    Verdict.fail(STAGE, String.valueOf(failure.getMessage()), List.of());
            case StageException trouble ->
                    Verdict.voided(STAGE, String.valueOf(trouble.getMessage()));
            default -> Verdict.undecided(STAGE, "the suite itself broke: " + e);
        };
    }

    /** At the states and the files that the run has left behind. */
    private List<Verdict> looksAtTheNodes(Watch watch, Marker marker, Progress progress)
            throws IOException, InterruptedException {
        List<Verdict> verdicts = new ArrayList<>();
        String control = "control-" + Marker.random().text();
        progress.say("comparing the replicas");
        try (Transport transport = stage.access().transport(Tuning.defaults())) {
            StrongroomClient client = stage.access().client(transport);
            try {
                // A name, which no node hides: the search has to find it.
                var _ = client.set(control, "x");
            } catch (StrongroomException e) {
                progress.say("the name to be found could not be set: " + e.getMessage());
            }
            verdicts.add(
                    new Replicas(
                                    watch,
                                    client,
                                    stage.access().tokens(transport),
                                    settings.nodes(),
                                    settings.comparedEvery())
                            .compare());
        }
        List<Path> folders = stage.hosts().stream().map(Host::folder).toList();
        progress.say(
                "the nodes logged as errors: "
                        + LoggedErrors.of(
                                folders.stream().map(one -> one.resolve("node.log")).toList()));
        progress.say("searching the nodes' files for values");
        verdicts.add(new Plaintext(marker.text(), control).search(folders));
        return verdicts;
    }

    private Verdict.Ruling conclude(History history, Aftermath aftermath) throws IOException {
        List<Check> checks =
                new ArrayList<>(Workloads.checks(settings.workloads(), settings.nodes()));
        checks.add(new FaultsBit(settings.kinds(), settings.timesEach()));
        checks.add(new NodesDidRight());
        checks.add(new AnswersAgain());
        List<Verdict> verdicts = new ArrayList<>(RunVerdict.of(history, checks).verdicts());
        verdicts.addAll(aftermath.verdicts());
        RunVerdict whole = RunVerdict.of(verdicts);
        var _ = Report.write(folder, history, whole, aftermath.loadEndNanos());
        for (Fault fault : history.faults()) {
            System.out.printf(
                    "fault at %.1f s: %s: %s%s%n",
                    fault.span().beginNanos() / 1e9,
                    fault.detail(),
                    fault.evidence(),
                    fault.bit() ? "" : " (WITHOUT EFFECT)");
        }
        whole.verdicts()
                .forEach(one ->
                        System.out.printf(
                                "%-9s %s: %s%n", one.ruling(), one.check(), one.reason()));
        System.out.printf(
                "%s, seed %d: %s%n",
                whole.ruling(), settings.seed(), folder.resolve("report.html"));
        return whole.ruling();
    }

    private SortedMap<String, String> facts() throws InterruptedException {
        SortedMap<String, String> facts = new TreeMap<>(Versions.of(stage));
        facts.put("options", settings.words());
        facts.put("java", System.getProperty("java.vm.version", "unknown"));
        facts.put("kernel", System.getProperty("os.version", "unknown"));
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("revision", System.getProperty("strongroom.revision", "unknown"));
        facts.put("root key", "SoftHSM2, a copy of one token per node");
        return facts;
    }
}
