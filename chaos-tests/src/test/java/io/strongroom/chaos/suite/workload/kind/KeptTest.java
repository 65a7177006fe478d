package io.strongroom.chaos.suite.workload.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.stream.IntStream;

final class KeptTest {
    @Test
    void deletes_whileAClockIsWrong_always() {
        assertEquals(1_000, deletes(true));
        assertTrue(deletes(false) < 300);
    }

    private static long deletes(boolean isAClockWrong) {
        Random random = new Random(1);
        return IntStream.range(0, 1_000).filter(_ -> Kept.deletes(random, isAClockWrong)).count();
    }
}
