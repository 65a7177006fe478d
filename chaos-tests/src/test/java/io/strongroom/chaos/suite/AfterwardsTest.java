package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.check.simulation.HistoryBuilder;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;

import org.junit.jupiter.api.Test;

import java.util.List;

final class AfterwardsTest {
    private static final long MINUTE = 60_000;

    @Test
    void owed_whatWasDeletedBesideAFaultInTheLastMinutes_mayStay() {
        HistoryBuilder history = new HistoryBuilder();
        delete(history, "beside a fault, long before", 2 * MINUTE);
        delete(history, "without a fault", 6 * MINUTE);
        delete(history, "in a fault", 8 * MINUTE);
        delete(history, "right after it", 9 * MINUTE + 14_000);
        delete(history, "well after it", 9 * MINUTE + 16_000);
        history.fault("kill", MINUTE, 3 * MINUTE, true);
        history.fault("kill", 7 * MINUTE, 9 * MINUTE, true);

        List<String> owed =
                Afterwards.owed(history.build(), HistoryBuilder.WORKLOAD, 10 * MINUTE * 1_000_000)
                        .operations()
                        .stream()
                        .map(Operation::name)
                        .toList();

        assertEquals(
                List.of("beside a fault, long before", "without a fault", "well after it"), owed);
    }

    private static void delete(HistoryBuilder history, String name, long at) {
        history.on(name).ok(1, at, at + 5, new Action.Delete(), new Seen.Deletion(0, 0));
    }
}
