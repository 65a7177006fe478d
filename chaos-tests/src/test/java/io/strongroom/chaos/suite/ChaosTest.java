package io.strongroom.chaos.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.suite.campaign.Nemeses;
import io.strongroom.chaos.suite.workload.Workloads;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.stream.Stream;

final class ChaosTest {
    private static final String HELP = Chaos.commandLine().getUsageMessage();

    @Test
    void help_namesEveryKindOfFaultAndEveryWorkload() {
        List<String> words = List.of(HELP.split("[\\s,.]+"));
        for (List<String> names : List.of(Nemeses.kinds(), Workloads.names())) {
            names.forEach(name -> assertTrue(words.contains(name), name + " is not in " + HELP));
        }
    }

    @Test
    void help_noLine_isWiderThanATerminal() {
        assertEquals(List.of(), HELP.lines().filter(line -> line.length() > 80).toList());
    }

    @Test
    void help_eachExample_isAccepted() {
        List<String> examples =
                HELP.lines()
                        .filter(line -> line.startsWith("  bin/chaos"))
                        .map(line -> line.replaceFirst("  bin/chaos ?", ""))
                        .toList();

        assertEquals(3, examples.size());
        examples.forEach(words -> assertEquals(0, check(words), words));
    }

    @Test
    void call_aKindThatThereIsNot_isWrongUsage() {
        assertEquals(2, check("--nemesis quake"));
    }

    @Test
    void call_tooFewMinutesForTheKinds_isWrongUsage() {
        assertEquals(2, check("--minutes 5 --nemesis all"));
    }

    private static int check(String words) {
        CommandLine line = Chaos.commandLine();
        line.setErr(new PrintWriter(Writer.nullWriter()));
        Stream<String> hidden =
                Stream.of("--folder", "x", "--image", "x", "--network", "x", "--check");
        Stream<String> typed = words.isEmpty() ? Stream.of() : Stream.of(words.split(" ", -1));
        return line.execute(Stream.concat(hidden, typed).toArray(String[]::new));
    }
}
