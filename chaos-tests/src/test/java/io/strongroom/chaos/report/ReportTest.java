package io.strongroom.chaos.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.strongroom.chaos.check.RunVerdict;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.check.invariant.EveryWriteListed;
import io.strongroom.chaos.check.linear.Linearizable;
import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.check.simulation.PlantedBug;
import io.strongroom.chaos.check.simulation.RegisterScripts;
import io.strongroom.chaos.check.simulation.Scripts;
import io.strongroom.chaos.check.simulation.Simulation;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Seen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ReportTest {
    @TempDir private Path folder;

    @Test
    void report_ofFailedRun_showsItsFactsInBothFiles() throws IOException {
        History history =
                new Simulation(3, PlantedBug.STALE_READ, 0.01)
                        .fault("kill-leader", 200, 900)
                        .phase(RegisterScripts.register(6, 3_000, 30))
                        .history();
        RunVerdict verdict =
                RunVerdict.of(
                        history,
                        List.of(
                                new Linearizable(Scripts.REGISTER),
                                new EveryWriteListed(Scripts.SET)));

        Facts facts = Report.write(folder, history, verdict, history.endNanos());

        JsonNode json = new JsonMapper().readTree(folder.resolve("report.json").toFile());
        assertEquals("FAIL", json.path("ruling").asText());
        assertEquals(3, json.path("run").path("seed").asLong());
        assertEquals(history.operations().size(), json.path("total").path("tried").asLong());
        assertEquals("kill-leader", json.path("faults").path(0).path("nemesis").asText());
        assertTrue(json.path("verdicts").path(0).path("evidence").size() >= 2);
        String html = Files.readString(folder.resolve("report.html"));
        assertTrue(html.contains("class=\"culprit\""), "the failing history is drawn");
        assertTrue(html.contains("kill-leader") && html.contains("linearizable: register"));
        assertTrue(html.contains(String.format("%,d", facts.total().acknowledged())));
    }

    @Test
    void failingHistory_isDrawnWithTheFaultsOfItsTime() throws IOException {
        HistoryBuilder history =
                new HistoryBuilder()
                        .fault("beside", 1_000, 1_500, true)
                        .fault("later", 8_000, 8_500, true)
                        .set(1, 900, 1_100, "a")
                        .refused(2, 1_400, 1_600, new Action.Get(), Seen.Refusal.NOT_FOUND)
                        .get(1, 9_000, 9_100, "a");
        History built = history.build();
        Verdict failed = Verdict.fail("c", "r", built.operations().subList(0, 2));

        var _ = Report.write(folder, built, RunVerdict.of(List.of(failed)), built.endNanos());

        String html = Files.readString(folder.resolve("report.html"));
        String drawing = html.substring(html.indexOf("class=\"lanes\""), html.indexOf("</figure>"));
        assertTrue(drawing.contains("class=\"fault\"") && drawing.contains("+100 ms … +600 ms"));
        assertTrue(drawing.contains("1 fault meanwhile"));
    }

    @Test
    void report_loadsNothing() throws IOException {
        var _ = Report.write(folder, new HistoryBuilder().build(), RunVerdict.of(List.of()), 0);

        String html = Files.readString(folder.resolve("report.html"));

        for (String reference :
                new String[] {"http:", "https:", "src=", "<link", "url(", "@import"}) {
            assertFalse(html.contains(reference), reference);
        }
    }

    @Test
    void buckets_together_holdEveryOperation() {
        History history =
                new Simulation(4, PlantedBug.NONE, 0.05)
                        .phase(RegisterScripts.register(4, 2_000, 20))
                        .history();

        Facts facts = Measuring.of(history, RunVerdict.of(List.of()), history.endNanos());

        long inBuckets =
                facts.buckets().stream()
                        .mapToLong(one -> one.acknowledged() + one.unknown() + one.failed())
                        .sum();
        assertEquals(history.operations().size(), inBuckets);
        assertEquals(
                facts.total().tried(),
                facts.actions().stream().mapToLong(one -> one.counts().tried()).sum());
    }

    @Test
    void unavailability_isTheWholeGapBetweenTwoAcknowledgementsWhileSomebodyAsked() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .fault("kill", 1_000, 5_000, true)
                        .fault("pause", 9_000, 9_500, true)
                        .set(1, 900, 950, "a")
                        .failed(2, 940, 2_100, new Action.Set("b"))
                        .unknown(1, 3_000, 3_100, new Action.Set("c"))
                        .set(1, 6_000, 6_100, "e")
                        .set(1, 8_000, 8_100, "f")
                        .set(1, 9_600, 10_000, "g")
                        .set(1, 30_000, 30_001, "h");

        Facts facts = Measuring.of(history.build(), RunVerdict.of(List.of()), Long.MAX_VALUE);

        // From before the one fault to after it, not cut where the fault ended.
        assertEquals(5.15, facts.faults().get(0).unavailableSeconds(), 1e-6);
        // Nobody asked before 9.6 s, nor between 10 s and 30 s.
        assertEquals(0.4, facts.faults().get(1).unavailableSeconds(), 1e-6);
        assertEquals(5.15, facts.unavailableSeconds(), 1e-6);
    }

    @Test
    void unavailability_afterTheLastChange_isNotCounted() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .fault("kill", 1_000, 1_500, true)
                        .set(1, 900, 1_400, "a")
                        .unknown(1, 1_300, 3_000, new Action.Set("b"))
                        .get(1, 90_000, 90_100, "a");

        Facts facts = Measuring.of(history.build(), RunVerdict.of(List.of()), Long.MAX_VALUE);

        assertEquals(1.6, facts.unavailableSeconds(), 1e-6);
    }

    @Test
    void counts_tellRefusalsAndWhatWasAskedUnderLoad() {
        HistoryBuilder history =
                new HistoryBuilder()
                        .set(1, 100, 200, "a")
                        .refused(2, 300, 400, new Action.Get(), Seen.Refusal.NOT_FOUND)
                        .failed(2, 500, 600, new Action.Set("b"))
                        .get(1, 900, 1_100, "a")
                        .get(1, 2_000, 2_100, "a");

        Facts facts = Measuring.of(history.build(), RunVerdict.of(List.of()), 1_000 * 1_000_000L);

        assertEquals(4, facts.total().acknowledged());
        assertEquals(1, facts.total().refused());
        assertEquals(3, facts.underLoad().acknowledged());
        assertEquals(4, facts.underLoad().tried());
    }

    @Test
    void textOfTheRun_isEscaped() throws IOException {
        HistoryBuilder history = new HistoryBuilder().fault("<script>", 0, 10, true);

        var _ = Report.write(folder, history.build(), RunVerdict.of(List.of()), 0);

        assertFalse(Files.readString(folder.resolve("report.html")).contains("<script>"));
    }
}
