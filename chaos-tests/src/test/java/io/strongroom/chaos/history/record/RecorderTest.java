package io.strongroom.chaos.history.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.Source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class RecorderTest {
    private static final TreeMap<String, String> FACTS = new TreeMap<>(Map.of("nodes", "3"));

    @TempDir private Path folder;

    @Test
    void everyKindOfLine_readBack_isTheSame() throws IOException {
        Path file = folder.resolve("history.jsonl");
        ManualClock clock = new ManualClock();
        Recorder recorder = Recorder.open(file, 42, FACTS, clock);
        recordOneOfEach(recorder, clock);
        History recorded = recorder.history();
        recorder.close();

        History read = HistoryFile.read(file);

        assertEquals(recorded.run(), read.run());
        assertEquals(recorded.operations(), read.operations());
        assertEquals(recorded.faults(), read.faults());
        assertEquals(42, read.run().seed());
        assertEquals("3", read.run().facts().get("nodes"));
    }

    @Test
    void isUnderWay_fromAFaultsBeginToItsEnd_isOfItsKindAlone() throws IOException {
        Path file = folder.resolve("history.jsonl");
        try (Recorder recorder = Recorder.open(file, 1, FACTS, new ManualClock())) {
            OpenFault one = recorder.beginFault("clock", "node 1");
            OpenFault other = recorder.beginFault("clock", "node 2");
            one.healed(true, "seen");
            assertTrue(recorder.isUnderWay("clock"));
            assertFalse(recorder.isUnderWay("pause"));

            other.healed(true, "seen");

            assertFalse(recorder.isUnderWay("clock"));
        }
    }

    @Test
    void operationWithoutAnEnd_isUnknown_andFaultWithoutOneDidNotBite() throws IOException {
        Path file = folder.resolve("history.jsonl");
        try (Recorder recorder = Recorder.open(file, 1, FACTS, new ManualClock())) {
            var _ = recorder.begin(source(), new Request("n", new Action.Set("a")));
            var _ = recorder.beginFault("pause", "node 2");
        }

        History read = HistoryFile.read(file);

        assertTrue(read.operations().getFirst().outcome() instanceof Outcome.Unknown);
        Fault fault = read.faults().getFirst();
        assertTrue(!fault.bit(), fault::toString);
    }

    @Test
    void faultOfAnOlderFile_saysNothingWrongOfTheNodes() throws IOException {
        Path file = folder.resolve("history.jsonl");
        Files.writeString(
                file,
                """
                {"line":"run","run":{"seed":1,"startWallMillis":5,"facts":{}}}
                {"line":"faultBegin","id":0,"nemesis":"kill","detail":"d","nanos":1,"wallMillis":5}
                {"line":"faultEnd","id":0,"nanos":2,"bit":true,"evidence":"e"}
                {"line":"finish","nanos":3}
                """);

        Fault read = HistoryFile.read(file).faults().getFirst();

        assertEquals("", read.wrong());
        assertTrue(read.bit());
    }

    @Test
    void allReady_isReadBack() throws IOException {
        Path file = folder.resolve("history.jsonl");
        ManualClock clock = new ManualClock();
        try (Recorder recorder = Recorder.open(file, 1, FACTS, clock)) {
            clock.tick();
            recorder.allReady();
        }

        assertEquals(List.of(1_500_000L), HistoryFile.read(file).readyNanos());
    }

    @Test
    void wrongOfANode_isReadBack() throws IOException {
        Path file = folder.resolve("history.jsonl");
        try (Recorder recorder = Recorder.open(file, 1, FACTS, new ManualClock())) {
            recorder.beginFault("damage", "node 2").healed(true, "e", "named no remedy");
        }

        assertEquals("named no remedy", HistoryFile.read(file).faults().getFirst().wrong());
    }

    @Test
    void lastLine_cutOff_isPassedOver() throws IOException {
        Path file = folder.resolve("history.jsonl");
        try (Recorder recorder = Recorder.open(file, 1, FACTS, new ManualClock())) {
            recorder.begin(source(), new Request("n", new Action.Get())).failed("Throttled");
        }
        Files.writeString(file, "{\"line\":\"begin\",\"id\":", StandardOpenOption.APPEND);

        assertEquals(1, HistoryFile.read(file).operations().size());
    }

    @Test
    void lineInTheMiddle_thatIsNone_isRefused() throws IOException {
        Path file = folder.resolve("history.jsonl");
        Files.writeString(file, "nonsense\n{\"line\":\"finish\",\"nanos\":1}\n");

        assertThrows(IOException.class, () -> HistoryFile.read(file));
    }

    @Test
    void historyThatIsThere_isNotWrittenOver() throws IOException {
        Path file = Files.createFile(folder.resolve("history.jsonl"));

        assertThrows(
                FileAlreadyExistsException.class,
                () -> Recorder.open(file, 1, FACTS, new ManualClock()));
    }

    @Test
    void operations_ofManyThreads_areAllThereInOrderOfBegin() throws IOException {
        Path file = folder.resolve("history.jsonl");
        Recorder recorder = Recorder.open(file, 1, FACTS, RunClock.system());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < 8; client++) {
                Source source = new Source("register", client);
                threads.execute(() -> {
                    for (int i = 0; i < 500; i++) {
                        recorder.begin(source, new Request("n" + i, new Action.Get()))
                                .ok(new Seen.Done());
                    }
                });
            }
        }
        recorder.close();

        List<Operation> read = HistoryFile.read(file).operations();

        assertEquals(4_000, read.size());
        long last = 0;
        for (Operation one : read) {
            assertTrue(one.begin() >= last && one.span().endNanos() >= one.begin());
            last = one.begin();
        }
    }

    @Test
    void end_afterTheClose_isLost() throws IOException {
        Path file = folder.resolve("history.jsonl");
        Recorder recorder = Recorder.open(file, 1, FACTS, new ManualClock());
        OpenOperation open = recorder.begin(source(), new Request("n", new Action.Get()));
        recorder.close();
        open.ok(new Seen.Done());

        assertTrue(
                HistoryFile.read(file).operations().getFirst().outcome()
                        instanceof Outcome.Unknown);
    }

    private static void recordOneOfEach(Recorder recorder, ManualClock clock) {
        List<Action> actions =
                List.of(
                        new Action.Set("a"),
                        new Action.Get(),
                        new Action.GetVersion("v"),
                        new Action.GetDeleted(),
                        new Action.Delete(),
                        new Action.Recover(),
                        new Action.Purge(),
                        new Action.ListNames(),
                        new Action.ListVersions(),
                        new Action.Grant(),
                        new Action.Revoke(),
                        new Action.Use());
        List<Seen> seen =
                List.of(
                        new Seen.Done(),
                        new Seen.Version("v", "a"),
                        new Seen.Deletion(1, 2),
                        new Seen.Listing(List.of("x", "y")),
                        new Seen.Refused(Seen.Refusal.CONFLICT));
        List<OpenOperation> open = new ArrayList<>();
        for (Action action : actions) {
            clock.tick();
            open.add(recorder.begin(source(), new Request("n", action)));
        }
        OpenFault fault = recorder.beginFault("kill", "node 1");
        for (int i = 0; i < open.size(); i++) {
            clock.tick();
            if (i < seen.size()) {
                open.get(i).ok(seen.get(i));
            } else if (i % 2 == 0) {
                open.get(i).failed("Throttled");
            } else {
                open.get(i).unknown("time-out");
            }
        }
        fault.healed(true, "an election");
    }

    private static Source source() {
        return new Source("register", 1);
    }

    private static final class ManualClock implements RunClock {
        private long nanos = 77;

        void tick() {
            nanos += 1_500_000;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return 1_800_000_000_000L + nanos / 1_000_000;
        }
    }
}
