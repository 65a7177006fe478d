package io.strongroom.server.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The newcomer's operator. */
final class FakeOperator implements Operator {
    final List<String> lines = new ArrayList<>();
    boolean agrees = true;
    int pauses;

    @Override
    public void told(String line) {
        lines.add(line);
    }

    @Override
    public boolean confirms(String fingerprint) {
        assertEquals(FakeGiver.ROOT, fingerprint);
        return agrees;
    }

    @Override
    public void pause(Duration time) {
        pauses++;
    }

    boolean wasTold(String part) {
        return lines.stream().anyMatch(line -> line.contains(part));
    }
}
