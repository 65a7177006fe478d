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
    void call_aKindThatThereIsNot_isWrongUsage() {
        CommandLine line = Chaos.commandLine();
        line.setErr(new PrintWriter(Writer.nullWriter()));

        int code =
                line.execute(
                        "--folder",
                        "x",
                        "--image",
                        "x",
                        "--network",
                        "x",
                        "--check",
                        "--nemesis",
                        "quake");

        assertEquals(2, code);
    }
}
