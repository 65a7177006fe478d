package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.suite.campaign.FaultPlan;
import io.strongroom.chaos.suite.campaign.Nemeses;
import io.strongroom.chaos.suite.workload.Workloads;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The bugs that {@code bin/planted} builds in still fit the code that they are to break. */
final class PlantedTest {
    private static final Path HOME =
            Path.of(System.getProperty("strongroom.home", "..")).toAbsolutePath();
    private static final int BUGS = 5;

    @Test
    void patches_allThereAre_applyToTheCode() throws IOException, InterruptedException {
        for (Path patch : patches()) {
            Process check =
                    new ProcessBuilder("git", "apply", "--check", patch.toString())
                            .directory(HOME.toFile())
                            .redirectErrorStream(true)
                            .start();
            String output =
                    new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, check.waitFor(), patch.getFileName() + ": " + output);
        }
    }

    @Test
    void patches_allThereAre_nameARunAndACheckOfIt() throws IOException {
        for (Path patch : patches()) {
            Map<String, String> head = head(patch);
            Settings settings = run(head);
            List<String> checks =
                    Stream.concat(
                                    Workloads.checks(settings.workloads(), settings.nodes())
                                            .stream()
                                            .map(Check::name),
                                    Stream.of(Digests.CHECK))
                            .toList();
            assertTrue(
                    checks.contains(head.getOrDefault("Caught by", "")),
                    () -> patch.getFileName() + " names none of " + checks);
            assertTrue(settings.minutes() <= 10, patch + " takes too long");
        }
    }

    /** A follower's clock breaks this bug's build too: but only after it has come to lead. */
    @Test
    void leadersClock_theFirstFaultOfItsRun_putsTheLeadersClockAheadOfTheRetention()
            throws IOException {
        Settings settings = run(head(HOME.resolve("chaos-tests/planted/leaders-clock.patch")));
        FaultPlan plan =
                new FaultPlan(Seeds.of(settings.seed()).plan(), Nemeses.of(settings.kinds()));
        assertEquals(
                List.of("clock of the leader 3 years ahead"),
                plan.next().parts().stream().map(part -> part.nemesis().label()).toList());
    }

    private static Settings run(Map<String, String> head) {
        return CommandLine.populateCommand(
                        new Options(), head.getOrDefault("Run", "").split(" ", -1))
                .settings();
    }

    private static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("chaos-tests/planted"))) {
            List<Path> patches = files.sorted().toList();
            assertEquals(BUGS, patches.size(), patches::toString);
            return patches;
        }
    }

    /** The lines {@code Name: value} before the patch. */
    private static Map<String, String> head(Path patch) throws IOException {
        return Files.readAllLines(patch).stream()
                .takeWhile(line -> !line.startsWith("diff "))
                .filter(line -> line.matches("[A-Z][a-z ]+: .*"))
                .collect(
                        Collectors.toMap(
                                line -> line.substring(0, line.indexOf(':')),
                                line -> line.substring(line.indexOf(':') + 2)));
    }
}
