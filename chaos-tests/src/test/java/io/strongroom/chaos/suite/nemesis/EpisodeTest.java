package io.strongroom.chaos.suite.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.record.HistoryFile;
import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.history.record.RunClock;
import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.StageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

class EpisodeTest {
    private static final Strike.Effect BIT = new Strike.Effect(true, "seen");

    @TempDir private Path folder;

    private final List<String> healed = new ArrayList<>();

    @Test
    void run_thatWentWell_isRecordedWithItsEffect() throws Exception {
        Fault fault = recorded(episode -> episode.run(EpisodeTest::bites, List.of(well("a"))));
        assertTrue(fault.bit());
        assertEquals("seen", fault.evidence());
        assertEquals("", fault.wrong());
    }

    @Test
    void run_ofWhichAPartMeetsANodeThatDidWrong_saysSoWhateverElseFails() throws Exception {
        Fault fault =
                recorded(episode ->
                        assertThrows(
                                NodeFailure.class,
                                () ->
                                        episode.run(
                                                EpisodeTest::bites,
                                                List.of(
                                                        wrong("node 1 did not start"),
                                                        trouble(),
                                                        well("b")))));
        assertEquals("node 1 did not start", fault.wrong());
        assertTrue(fault.bit());
        assertEquals(List.of("b"), healed);
    }

    @Test
    void run_thatMetANodeThatDidWrongAndCannotBeHealed_isTheNodesFailure() throws Exception {
        Fault fault =
                recorded(episode ->
                        assertThrows(
                                NodeFailure.class,
                                () ->
                                        episode.run(
                                                _ -> {
                                                    throw new NodeFailure("node 2 led on");
                                                },
                                                List.of(trouble()))));
        assertEquals("node 2 led on", fault.wrong());
        assertFalse(fault.bit());
    }

    @Test
    void run_thatTheEngineBrokeOff_isHealedAndSaysNothingOfTheNodes() throws Exception {
        Fault fault =
                recorded(episode -> {
                    StageException thrown =
                            assertThrows(
                                    StageException.class,
                                    () ->
                                            episode.run(
                                                    _ -> {
                                                        throw new StageException("no engine");
                                                    },
                                                    List.of(
                                                            () -> {
                                                                throw new IllegalStateException();
                                                            },
                                                            well("c"))));
                    assertEquals("no engine", thrown.getMessage());
                });
        assertEquals("", fault.wrong());
        assertEquals(List.of("c"), healed);
    }

    private static boolean bites(List<Strike.Effect> seen) {
        seen.add(BIT);
        return true;
    }

    private Episode.Healing well(String name) {
        return () -> healed.add(name);
    }

    private static Episode.Healing wrong(String what) {
        return () -> {
            throw new NodeFailure(what);
        };
    }

    private static Episode.Healing trouble() {
        return () -> {
            throw new StageException("the engine is away");
        };
    }

    private interface Use {
        void of(Episode episode) throws StageException, InterruptedException;
    }

    private Fault recorded(Use use) throws IOException, StageException, InterruptedException {
        Path file = folder.resolve("history.jsonl");
        try (Recorder recorder = Recorder.open(file, 1, new TreeMap<>(), RunClock.system())) {
            use.of(new Episode(recorder.beginFault("kill", "node 1")));
        }
        return HistoryFile.read(file).faults().getFirst();
    }
}
