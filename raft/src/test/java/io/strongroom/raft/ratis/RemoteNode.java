package io.strongroom.raft.ratis;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A {@link NodeProcess}, seen from the test that has started it. */
record RemoteNode(Process process, BufferedWriter to, BufferedReader from) {
    /**
     * @param more the node's id, then what else the process is told
     */
    static RemoteNode start(Path dir, UUID cluster, int port, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                NodeProcess.class.getName(),
                                dir.toString(),
                                cluster.toString(),
                                String.valueOf(port)));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        return new RemoteNode(
                process,
                process.outputWriter(StandardCharsets.UTF_8),
                process.inputReader(StandardCharsets.UTF_8));
    }

    String ask(String command) throws IOException {
        tell(command);
        return answer();
    }

    /**
     * Asks again while the log refuses, as it may while another node takes the lead. An entry may
     * then be applied more than once: the log promises its callers no more than a known outcome.
     */
    String insist(String command) {
        String[] answer = {""};
        try {
            TestCluster.eventually(
                    command,
                    () -> {
                        try {
                            answer[0] = ask(command);
                        } catch (IOException ended) {
                            throw new UncheckedIOException(ended);
                        }
                        return !answer[0].startsWith("refused ");
                    });
        } catch (AssertionError inVain) {
            throw new AssertionError(inVain.getMessage() + ", answered " + answer[0], inVain);
        }
        return answer[0];
    }

    void tell(String command) throws IOException {
        to.write(command);
        to.newLine();
        to.flush();
    }

    String answer() throws IOException {
        String line = from.readLine();
        while (line != null && !line.startsWith("=")) {
            line = from.readLine();
        }
        if (line == null) {
            throw new IOException("the node has ended");
        }
        return line.substring(1);
    }

    /** Whom this node follows; waits out an election. */
    int leader() {
        int[] leader = new int[1];
        TestCluster.eventually(
                "a leader",
                () -> {
                    try {
                        leader[0] = Integer.parseInt(ask("status").split(" ", -1)[1]);
                    } catch (IOException ended) {
                        throw new UncheckedIOException(ended);
                    }
                    return leader[0] != 0;
                });
        return leader[0];
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }
}
