package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What picocli makes of the help texts. A test of the client's does the same there. */
final class HelpTest {
    private static final int COLUMNS = 80;

    private final CommandLine all =
            Main.commandLine(
                    new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().flatMap(HelpTest::withSubcommands));
    }

    /**
     * Each element of a description begins a new line, and the first one alone stands in the list
     * of commands; picocli breaks the lines within it.
     */
    @Test
    void description_everyCommandAndOption_consistsOfWholeSentences() {
        var faults = new ArrayList<String>();
        withSubcommands(all)
                .forEach(command -> {
                    var spec = command.getCommandSpec();
                    assertTrue(spec.usageMessage().description().length > 0, spec.qualifiedName());
                    descriptions(spec)
                            .filter(text -> !text.endsWith(".") && !text.endsWith(":"))
                            .forEach(text -> faults.add(spec.qualifiedName() + ": " + text));
                });
        assertEquals(List.of(), faults);
    }

    private static Stream<String> descriptions(CommandSpec spec) {
        var arguments =
                Stream.concat(spec.options().stream(), spec.positionalParameters().stream())
                        .map(ArgSpec::description)
                        .flatMap(Arrays::stream);
        return Stream.concat(Arrays.stream(spec.usageMessage().description()), arguments);
    }

    /** The script's own. */
    @Test
    void line_ofTheScript_fitsTheScreen() throws IOException {
        String script = Files.readString(Path.of("..", "bin", "strongroom"));
        String usage = script.substring(script.indexOf("Usage:"), script.indexOf("\nUSAGE\n"));
        assertEquals(List.of(), usage.lines().filter(line -> line.length() > COLUMNS).toList());
    }

    /** What is longer is broken, in a footer into a line that looks like one of its own. */
    @Test
    void line_everyCommand_fitsTheScreen() {
        var faults = new ArrayList<String>();
        withSubcommands(all)
                .forEach(command -> {
                    var footer =
                            Arrays.stream(command.getCommandSpec().usageMessage().footer())
                                    .flatMap(text -> text.formatted().lines());
                    Stream.concat(footer, command.getUsageMessage(Ansi.OFF).lines())
                            .filter(line -> line.length() > COLUMNS)
                            .forEach(line -> faults.add(command.getCommandName() + ": " + line));
                });
        assertEquals(List.of(), faults);
    }
}
