package io.strongroom.chaos.suite.workload.crowd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.history.record.RunClock;
import io.strongroom.chaos.suite.workload.call.Caller;
import io.strongroom.chaos.suite.workload.call.Tally;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class ClientsTest {
    @TempDir private Path folder;

    @Test
    void turnThatBreaks_isToldAtTheEndAndDoesNotEndItsClient() throws Exception {
        CountDownLatch turns = new CountDownLatch(3);
        try (Clients clients = new Clients("w");
                Recorder recorder = recorder()) {
            clients.add(
                    caller(recorder),
                    (asking, random) -> {
                        turns.countDown();
                        throw new IllegalArgumentException("broken");
                    });
            clients.start(1, 1_000);

            assertTrue(turns.await(1, TimeUnit.MINUTES), "the client went on");
            IllegalStateException told = assertThrows(IllegalStateException.class, clients::stop);

            assertTrue(String.valueOf(told.getMessage()).contains("w-0"), told::toString);
        }
    }

    @Test
    void askAtLast_ofWhatIsAnswered_isThatAnswer() throws Exception {
        try (Clients clients = new Clients("w");
                Recorder recorder = recorder()) {
            Outcome outcome =
                    clients.askAtLast(caller(recorder), new Request("n", new Action.Get()));

            assertEquals(new Outcome.Ok(new Seen.Done()), outcome);
            assertEquals(1, recorder.history().operations().size());
        }
    }

    private Recorder recorder() throws IOException {
        return Recorder.open(
                folder.resolve("history.jsonl"), 1, new TreeMap<>(), RunClock.system());
    }

    private static Caller caller(Recorder recorder) {
        return new Caller(_ -> new Outcome.Ok(new Seen.Done()), recorder, new Tally());
    }
}
