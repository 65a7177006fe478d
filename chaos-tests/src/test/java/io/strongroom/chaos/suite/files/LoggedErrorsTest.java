package io.strongroom.chaos.suite.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class LoggedErrorsTest {
    @TempDir private Path folder;

    @Test
    void of_linesOfSeveralNodes_countsErrorsByEvent() throws IOException {
        Path one = folder.resolve("one.log");
        Path two = folder.resolve("two.log");
        Files.writeString(
                one,
                """
                2026-11-23T01:00:05.123Z ERROR thread="a" event=request_failed requestId="x"
                2026-11-23T01:00:06.123Z INFO  thread="a" event=node_started
                2026-11-23T01:00:07.123Z ERROR thread="a" event=library message="event=other"
                """);
        Files.writeString(
                two,
                """
                2026-11-23T01:00:05.123Z ERROR thread="b" event=duty_failed duty="erasure"
                java.lang.IllegalStateException: in
                2026-11-23T01:00:08.123Z ERROR thread="b" event=request_failed requestId="y"
                """);
        Path none = folder.resolve("none.log");
        assertEquals("duty_failed 1, request_failed 2", LoggedErrors.of(List.of(one, two, none)));
        assertEquals("none", LoggedErrors.of(List.of(none)));
    }
}
