package io.strongroom.chaos.suite.workload.crowd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class PaceTest {
    @Test
    void next_ofClientsAlike_comesOneAfterTheOther() {
        for (int client = 0; client < 4; client++) {
            Pace pace = new Pace(10, 4, client, 1_000);

            assertEquals(Duration.ofMillis(25L * client), pace.next(1_000));
            assertEquals(Duration.ofMillis(25L * client + 100), pace.next(1_000));
        }
    }

    @Test
    void next_afterAStandstill_catchesNothingUp() {
        Pace pace = new Pace(10, 1, 0, 0);
        long late = Duration.ofSeconds(30).toNanos();

        assertEquals(Duration.ZERO, pace.next(0));
        assertEquals(Duration.ZERO, pace.next(late));
        assertEquals(Duration.ofMillis(100), pace.next(late));
    }
}
