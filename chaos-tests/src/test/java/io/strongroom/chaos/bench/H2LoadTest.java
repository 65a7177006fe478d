package io.strongroom.chaos.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

final class H2LoadTest {
    private static final String REQUESTS =
            "requests: 1264 total, 1264 started, 1200 done, 1200 succeeded, 0 failed, 0 errored\n";

    @Test
    void answered_onlyWith200_isCounted() throws IOException {
        assertEquals(
                1200, H2Load.answered(REQUESTS + "status codes: 1200 2xx, 0 3xx, 0 4xx, 0 5xx\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status codes: 1199 2xx, 0 3xx, 0 4xx, 1 5xx",
                "status codes: 1199 2xx, 0 3xx, 1 4xx, 0 5xx",
                "status codes: 0 2xx, 0 3xx, 0 4xx, 0 5xx",
                "client could not connect to host"
            })
    void answered_otherwise_isAFailureThatSaysSo(String said) {
        IOException failed =
                assertThrows(IOException.class, () -> H2Load.answered(REQUESTS + said));
        assertTrue(failed.toString().contains(said), failed::toString);
    }
}
