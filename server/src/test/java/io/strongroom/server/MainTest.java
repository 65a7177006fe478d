package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void help_listsTheCommands() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("dev"));
        assertEquals(0, run("dev", "up", "--help"));
        assertTrue(out.toString().contains("--add-hosts"));
    }

    /** The groups of the two programs are one to whoever types. */
    @Test
    void script_help_namesEachClientGroupOnce() throws Exception {
        String script = Files.readString(Path.of("..", "bin", "strongroom"));
        for (String group : List.of("secret", "cluster", "hsm", "role")) {
            assertEquals(
                    1,
                    script.lines().filter(line -> line.startsWith("  " + group + " ...")).count(),
                    group);
        }
    }

    @Test
    void wrongUsage_endsWithTwo() {
        assertEquals(2, run());
        assertEquals(2, run("dev"));
        assertEquals(2, run("dev", "kill", "--dir", "/tmp/none"));
        assertEquals(2, run("dev", "kill", "--dir", "/tmp/none", "--node", "x"));
    }

    @Test
    void dev_folderWithoutCluster_endsWithOneAndSaysSo(@TempDir Path folder) {
        assertEquals(1, run("dev", "status", "--dir", folder.toString()));
        assertTrue(err.toString().contains("holds no cluster"), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void rootKeyCreate_makesTheFileOnce(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("rootkey.p12");
        Path passphrase = folder.resolve("rootkey.pass");
        Files.writeString(passphrase, "a passphrase of some length\n");
        String[] command = {
            "root-key",
            "create",
            "--file",
            file.toString(),
            "--passphrase-file",
            passphrase.toString()
        };

        assertEquals(0, run(command), err.toString());
        assertTrue(Files.exists(file));
        assertEquals(1, run(command));
    }

    private int run(String... arguments) {
        return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}
