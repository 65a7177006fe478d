package io.strongroom.chaos.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code openssl speed}: what the machine's libcrypto does without any of us around it. */
final class OpensslSpeed {
    private OpensslSpeed() {}

    /**
     * Signatures per second on all cores.
     *
     * @param algorithm as openssl calls it, such as {@code rsa2048}
     * @param processes at the same time, each with a key of its own
     * @throws IOException when there is no openssl, or it answers otherwise
     */
    static double signsPerSecond(String algorithm, int processes, Duration time)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command(time));
        if (processes > 1) {
            command.addAll(List.of("-multi", "" + processes));
        }
        command.add(algorithm);
        return run(command);
    }

    /** The same on one core, by one process. */
    static double signsPerSecond(String algorithm, OneCore core, Duration time)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command(time));
        command.add(algorithm);
        return run(core.command(command));
    }

    private static List<String> command(Duration time) {
        return List.of("openssl", "speed", "-mr", "-seconds", "" + time.toSeconds());
    }

    private static double run(List<String> command) throws IOException, InterruptedException {
        Process openssl =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl speed ended with " + openssl.exitValue());
        }
        return signs(said);
    }

    /** Of lines such as {@code +F2:2:2048:2383.1:40330.1}, signatures before verifications. */
    static double signs(String said) throws IOException {
        // With several processes each one's line is repeated before the sum.
        List<String> sums =
                said.lines().filter(line -> line.matches("\\+F[24]:\\d+:\\d+:.*")).toList();
        if (sums.isEmpty()) {
            throw new IOException("openssl speed answered " + said);
        }
        return Double.parseDouble(sums.getLast().split(":", -1)[3]);
    }
}
