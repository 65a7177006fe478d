package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code bin/chaos} does before and beside a run. */
final class ScriptsTest {
    private static final Path HOME =
            Path.of(System.getProperty("strongroom.home", "..")).toAbsolutePath();

    @TempDir private Path folder;

    private record Ended(int code, String output) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bin/chaos",
                "bin/planted",
                "bin/bench",
                "bin/fuzz",
                "bin/lib/engine.sh",
                "bin/lib/runs.sh",
                "bin/lib/older.sh"
            })
    void script_isValidBash(String script) throws Exception {
        assertEquals(new Ended(0, ""), run(Map.of(), "bash", "-n", HOME.resolve(script)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "with:colon", "with'quote", "with$dollar"})
    void chaos_inAPathThatContainersCannotMount_isRefusedAtOnce(String name) throws Exception {
        Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
        Path script = Files.copy(HOME.resolve("bin/chaos"), bin.resolve("chaos"));

        Ended ended = run(Map.of(), "bash", script, "--help");

        assertEquals(5, ended.code());
        assertTrue(ended.output().endsWith(folder.resolve(name) + "\n"), ended.output());
    }

    /** What they guard is there once on a machine, whoever asks for it. */
    @Test
    void locks_ofRunsWithOtherTemporaryFolders_areTheSame() throws Exception {
        String show = ". '" + HOME.resolve("bin/lib/engine.sh") + "'; echo \"$LOCKS\"";

        Ended usual = run(Map.of(), "bash", "-c", show);

        assertTrue(usual.output().startsWith("/run/"), usual.output());
        assertEquals(usual, run(Map.of("TMPDIR", folder.toString()), "bash", "-c", show));
    }

    @Test
    void mirror_amongOthersOfTheSameSuite_isDebians() throws Exception {
        assertEquals(
                "http://mirror.example/debian/",
                mirror(
                        "Docker bookworm https://download.docker.com/linux/debian/",
                        "Debian bookworm-updates http://other.example/debian/",
                        "Debian-Security bookworm-security http://security.example/",
                        "Debian bookworm mirror+file:/etc/apt/mirrors.txt",
                        "Debian bookworm http://mirror.example/debian/",
                        "Debian bookworm http://second.example/debian/"));
    }

    @Test
    void mirror_ofAMachineWithoutIt_isTheUsualOne() throws Exception {
        assertEquals(
                "http://deb.debian.org/debian", mirror("Debian trixie http://m.example/debian/"));
        assertEquals("http://deb.debian.org/debian", mirror());
    }

    /** By an apt-get that knows these lists: origin, codename, place. */
    private String mirror(String... lists) throws Exception {
        Path apt = folder.resolve("apt-get");
        String script =
                """
                #!/bin/bash
                [ "$*" = 'indextargets --format $(ORIGIN) $(CODENAME) $(REPO_URI)' ] || exit 100
                cat <<'END'
                %s
                END
                """
                        .formatted(String.join("\n", lists));
        Files.writeString(apt, script);
        assertTrue(apt.toFile().setExecutable(true));
        String command =
                "set -euo pipefail; . '%s'; PATH='%s':$PATH debian_mirror"
                        .formatted(HOME.resolve("bin/lib/engine.sh"), folder);
        Ended ended = run(Map.of(), "bash", "-c", command);
        assertEquals(0, ended.code());
        return ended.output().strip();
    }

    @Test
    void oldRuns_whenThereAreMany_goButForTheNewestAndThoseThatFoundSomething() throws Exception {
        Path runs = Files.createDirectories(folder.resolve("chaos"));
        for (int day = 10; day < 26; day++) {
            report(runs, day, "PASS");
        }
        report(runs, 11, "FAIL");
        report(runs, 12, "UNDECIDED");
        report(runs, 13, "VOID");
        // Under way on another network.
        Path disks = Files.createDirectories(runs.resolve("20261114-000000/disks-172.29.78"));
        Files.writeString(disks.resolve("node-1.ext4"), "");
        Files.createDirectories(runs.resolve("older-dc301177378c"));
        String command =
                "set -euo pipefail; . '%s'; remove_old_runs '%s'"
                        .formatted(HOME.resolve("bin/lib/runs.sh"), runs);

        assertEquals(new Ended(0, ""), run(Map.of(), "bash", "-c", command));

        List<String> kept =
                Stream.concat(
                                Stream.of(11, 12, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25)
                                        .map("202611%d-000000"::formatted),
                                Stream.of("older-dc301177378c"))
                        .toList();
        try (Stream<Path> all = Files.list(runs)) {
            assertEquals(kept, all.map(one -> one.getFileName().toString()).sorted().toList());
        }
    }

    private static void report(Path runs, int day, String ruling) throws IOException {
        Path run = Files.createDirectories(runs.resolve("202611%d-000000".formatted(day)));
        Files.writeString(run.resolve("report.json"), "{\n  \"ruling\" : \"" + ruling + "\"\n}\n");
    }

    private static Ended run(Map<String, String> environment, Object... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
