package io.strongroom.chaos.suite.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** With processes of this machine in place of nodes. */
final class HostFaultsTest {
    /** Between two looks at a clock, on a busy machine. */
    private static final double NEAR_SECONDS = 30;

    @TempDir private Path folder = Path.of("");

    private @Nullable HostFaults prepared;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getenv("CI") != null || Files.isExecutable(Path.of("/usr/bin/cc")),
                "no C compiler: install gcc");
        Path home = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
        StagePlan plan =
                new StagePlan(3, "image", "10.0.0", folder, home, folder, folder, Optional.empty());
        assertTrue(HostFaults.of(plan, 1).isEmpty());
        HostFaults.prepare(plan);
        prepared = HostFaults.of(plan, 1).orElseThrow();
    }

    @Test
    void clock_toBeginWith_isRight() throws Exception {
        assertEquals(0, secondsAhead(), NEAR_SECONDS);
    }

    @Test
    void setOffset_forwardAndBackAndAway_isWhatTheProcessSees() throws Exception {
        for (Duration offset :
                List.of(Duration.ofDays(3 * 365), Duration.ofHours(-1), Duration.ZERO)) {
            faults().setOffset(offset);
            assertEquals(offset.toMillis() / 1000.0, secondsAhead(), NEAR_SECONDS);
        }
    }

    @Test
    void setDrift_ofAClockThatRunsALotTooFast_isSeenToGrowUntilItEnds() throws Exception {
        faults().setDrift(10_000_000_000L);
        double early = secondsAhead();
        assertTrue(early > 1, "ahead by " + early);
        assertTrue(secondsAhead() > early);

        faults().setDrift(0);
        assertEquals(0, secondsAhead(), NEAR_SECONDS);
    }

    @Test
    void setSyncDelay_isWaitedForAndCounted() throws Exception {
        assertEquals(0, faults().syncsDelayed());
        run(sync());
        assertEquals(0, faults().syncsDelayed());

        faults().setSyncDelay(Duration.ofMillis(120));
        long start = System.nanoTime();
        run(sync());
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(120).toNanos());
        assertEquals(1, faults().syncsDelayed());

        faults().setSyncDelay(Duration.ZERO);
        run(sync());
        assertEquals(1, faults().syncsDelayed());
    }

    private HostFaults faults() {
        return Objects.requireNonNull(prepared);
    }

    private double secondsAhead() throws IOException, InterruptedException {
        List<Long> nanos =
                run("date +%s%N; " + faults().dateCommand()).lines().map(Long::parseLong).toList();
        return (nanos.getLast() - nanos.getFirst()) / 1e9;
    }

    private String sync() {
        StringBuilder command = new StringBuilder();
        new TreeMap<>(faults().environment())
                .forEach((name, value) -> command.append("%s='%s' ".formatted(name, value)));
        return command.append("dd if=/dev/zero of=synced bs=1 count=1 conv=fsync status=none")
                .toString();
    }

    private String run(String command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", "-c", command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
