package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

final class ScriptsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bin/strongroom",
                "bin/quickstart",
                "bin/test",
                "bin/format",
                "bin/lib/jdk.sh",
                "bin/lib/dist.sh",
                ".ci/run"
            })
    void script_isValidBash(String script) throws Exception {
        Process check =
                new ProcessBuilder("bash", "-n", Path.of("..", script).toString())
                        .redirectErrorStream(true)
                        .start();

        assertEquals("", new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, check.waitFor());
    }
}
