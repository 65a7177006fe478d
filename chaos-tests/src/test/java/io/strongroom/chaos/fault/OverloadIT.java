package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

/** More than a node can take is refused, and neither memory nor disk grow without bound. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverloadIT {
    private static final String VAULT = "default";

    /** Whose address the vault's name leads to first. */
    private static final int FIRST = 1;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long MEBIBYTE = 1 << 20;

    /** Together more than the 64 MiB that may wait for their turn. */
    private static final int CALLS = 3_500;

    private static final int VALUE_BYTES = 24_000;
    private static final int ROUNDS = 3;

    /** The heap's 512, the database's 96, and the same again for code, threads and buffers. */
    private static final long MAX_RESIDENT_MEBIBYTES = 900;

    /** Later rounds find the room that the first has made. */
    private static final long MAX_GROWTH_MEBIBYTES = 100;

    private static final Duration OVERWRITING = Duration.ofSeconds(45);
    private static final int WRITERS = 32;

    /** Twice 256 of the log, 64 until a snapshot, two segments, two snapshots of a small state. */
    private static final long LOG_BOUND = (2 * 256 + 64 + 16 + 100) * MEBIBYTE;

    private NodeApi api;

    @BeforeAll
    void start() throws IOException {
        api = Clusters.up("overload", "");
    }

    @AfterAll
    void stop() throws IOException {
        api.close();
    }

    @Test
    void changes_moreThanMayWait_areToldToComeBackAndMemoryStaysFlat()
            throws IOException, InterruptedException {
        long pid = pid(FIRST);
        api.done(FIRST, api.set(VAULT, "overload", "before"));
        Map<Integer, Long> statuses = new TreeMap<>();
        List<Long> resident = new ArrayList<>();
        try (HttpClient http2 = HttpClient.newBuilder().sslContext(trust()).build()) {
            for (int round = 0; round < ROUNDS; round++) {
                overload(http2)
                        .forEach((status, count) -> statuses.merge(status, count, Long::sum));
                resident.add(residentBytes(pid) / MEBIBYTE);
            }
        }
        System.out.printf("answers %s, resident after each round %s MiB%n", statuses, resident);
        assertTrue(statuses.getOrDefault(429, 0L) > CALLS / 10, statuses.toString());
        assertTrue(
                statuses.keySet().stream()
                        .allMatch(status -> List.of(200, 429, 503).contains(status)),
                statuses.toString());
        assertTrue(resident.getLast() < MAX_RESIDENT_MEBIBYTES, resident.toString());
        assertTrue(
                resident.getLast() - resident.getFirst() < MAX_GROWTH_MEBIBYTES,
                resident.toString());
        assertEquals(pid, pid(FIRST), "it has not ended");
        assertFalse(
                Files.readString(api.folder(FIRST).resolve("node.log")).contains("OutOfMemory"));
    }

    /** All at once while nothing is committed; how many got which status. */
    private Map<Integer, Long> overload(HttpClient http2) throws IOException, InterruptedException {
        List<Integer> others = api.nodes().stream().filter(other -> other != FIRST).toList();
        HttpRequest request = request(api.set(VAULT, "overload", "x".repeat(VALUE_BYTES)));
        Map<Integer, Long> statuses = new TreeMap<>();
        for (int other : others) {
            api.cluster().node("pause", other);
        }
        try {
            List<CompletableFuture<HttpResponse<String>>> calls =
                    IntStream.range(0, CALLS)
                            .mapToObj(_ ->
                                    http2.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                            .toList();
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                HttpResponse<String> answer = call.join();
                statuses.merge(answer.statusCode(), 1L, Long::sum);
                if (answer.statusCode() == 429 || answer.statusCode() == 503) {
                    assertTrue(answer.headers().firstValue("retry-after").isPresent());
                }
            }
        } finally {
            for (int other : others) {
                api.cluster().node("resume", other);
            }
        }
        api.eventually(FIRST, api.set(VAULT, "overload", "recovered"), PATIENCE);
        assertEquals("recovered", api.value(FIRST, VAULT, "overload"));
        return statuses;
    }

    /** Without a request id, so that each is a change of its own. */
    private HttpRequest request(Call call) {
        return HttpRequest.newBuilder(call.uri())
                .header("Authorization", "Bearer " + api.token())
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .method(
                        call.method(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                Objects.requireNonNull(call.content()).toByteArray()))
                .build();
    }

    private SSLContext trust() throws IOException {
        return api.cluster().trust().sslContext();
    }

    @Test
    void disk_underConstantOverwriting_staysBounded() throws IOException, InterruptedException {
        String big = "t".repeat(256);
        String tags =
                IntStream.range(0, 15)
                        .mapToObj(i -> "\"%s%02d\":\"%s\"".formatted("k".repeat(250), i, big))
                        .reduce((a, b) -> a + "," + b)
                        .orElseThrow();
        for (int writer = 0; writer < WRITERS; writer++) {
            api.done(1, api.set(VAULT, "overwritten-" + writer, "value"));
        }
        double oldest = api.metric(1, "strongroom_log_oldest_index");
        long end = System.nanoTime() + OVERWRITING.toNanos();
        AtomicInteger written = new AtomicInteger();
        long largest = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Call change = update("overwritten-" + writer, tags);
                int node = 1 + writer % 3;
                writers.add(
                        threads.submit(() -> {
                            while (System.nanoTime() - end < 0) {
                                if (api.send(node, anew(change)).isSuccess()) {
                                    written.incrementAndGet();
                                }
                            }
                        }));
            }
            while (!writers.stream().allMatch(Future::isDone)) {
                for (int node : api.nodes()) {
                    largest = Math.max(largest, size(api.folder(node).resolve("data/raft")));
                }
                Await.until("half a second", PATIENCE, new Half()::over);
            }
        }
        System.out.printf(
                "%d changes, %d MiB, the log's folder at most %d MiB, it begins at %.0f%n",
                written.get(),
                written.get() * (long) tags.length() / MEBIBYTE,
                largest / MEBIBYTE,
                api.metric(1, "strongroom_log_oldest_index"));
        assertTrue(largest < LOG_BOUND, largest + " bytes");
        assertTrue(written.get() > 0);
        if (written.get() * (long) tags.length() > 2 * 64 * MEBIBYTE) {
            Await.until(
                    "the log is purged",
                    PATIENCE,
                    () -> api.metric(1, "strongroom_log_oldest_index") > oldest);
        }
    }

    /** A pause between two looks. */
    private static final class Half {
        private final long start = System.nanoTime();

        boolean over() {
            return System.nanoTime() - start > Duration.ofMillis(500).toNanos();
        }
    }

    private Call update(String name, String tags) {
        Call call = api.change("PATCH", VAULT, "/secrets/" + name + "/" + version(name));
        return new Call(
                        call.method(),
                        call.uri(),
                        call.headers(),
                        Content.ofUtf8("{\"tags\":{" + tags + "}}"),
                        call.effect())
                .with("Content-Type", "application/json");
    }

    private String version(String name) {
        return NodeApi.version(api.done(1, api.read(VAULT, "/secrets/" + name)));
    }

    /** The same change once more, not the same request again. */
    private static Call anew(Call call) {
        return call.with("Repeatability-Request-ID", java.util.UUID.randomUUID().toString());
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(OverloadIT::fileSize).sum();
        } catch (java.io.UncheckedIOException removedMeanwhile) {
            return 0;
        }
    }

    private static long fileSize(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException removedMeanwhile) {
            return 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private long pid(int node) throws IOException {
        return api.cluster().status().get(node - 1).pid().orElse(-1);
    }
}
