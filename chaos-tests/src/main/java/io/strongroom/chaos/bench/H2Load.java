package io.strongroom.chaos.bench;

import io.strongroom.client.TokenProvider;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code h2load} (nghttp2): posts the same request again and again, over HTTP/2 and TLS, each
 * caller as soon as it is answered. It takes far less processor time than a client in Java, and so
 * leaves the cores to the node.
 *
 * @param vault whose name the requests carry
 * @param node the one that is asked, by its address
 */
record H2Load(URI vault, URI node, TokenProvider tokens) {
    private static final int CONNECTIONS = 8;
    private static final int CALLERS_PER_CONNECTION = 8;
    private static final int THREADS = 2;

    private static final Pattern ANSWERS =
            Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");

    /**
     * How many a second are answered with 200.
     *
     * @param path with its query
     * @throws IOException when there is no h2load, it fails, or something else is answered
     */
    double perSecond(String path, String body, Duration time)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("h2load", ".json");
        try {
            Files.writeString(file, body);
            long start = System.nanoTime();
            Process h2load =
                    new ProcessBuilder(command(path, file, time)).redirectErrorStream(true).start();
            String said =
                    new String(h2load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (h2load.waitFor() != 0) {
                throw new IOException("h2load ended with " + h2load.exitValue() + ": " + said);
            }
            return answered(said) / ((System.nanoTime() - start) / 1e9);
        } finally {
            Files.delete(file);
        }
    }

    private List<String> command(String path, Path body, Duration time) {
        return List.of(
                "h2load",
                "--duration=" + time.toSeconds(),
                "--clients=" + CONNECTIONS,
                "--max-concurrent-streams=" + CALLERS_PER_CONNECTION,
                "--threads=" + THREADS,
                "--header=:authority: " + vault.getAuthority(),
                "--header=authorization: Bearer " + tokens.token(),
                "--header=content-type: application/json",
                "--data=" + body,
                node.resolve(path).toString());
    }

    /** Of lines such as {@code status codes: 1200 2xx, 0 3xx, 0 4xx, 0 5xx}. */
    static long answered(String said) throws IOException {
        Matcher answers = ANSWERS.matcher(said);
        if (!answers.find() || answers.group(1).equals("0")) {
            throw new IOException("h2load was not answered: " + said);
        }
        for (int other = 2; other <= answers.groupCount(); other++) {
            if (!answers.group(other).equals("0")) {
                throw new IOException("h2load was refused: " + answers.group());
            }
        }
        return Long.parseLong(answers.group(1));
    }
}
