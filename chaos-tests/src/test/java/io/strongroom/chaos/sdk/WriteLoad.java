package io.strongroom.chaos.sdk;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;

import io.strongroom.chaos.cluster.Await;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers that set secrets until they are stopped: in turn a name of its own, and a further version
 * of one of a few names that all writers share. Every value is unlike any other.
 */
final class WriteLoad {
    private static final int SHARED_NAMES = 3;
    private static final long DELAY_MILLIS = 200;
    private static final Duration LAST_CALL_ENDS_WITHIN = Duration.ofSeconds(90);

    /**
     * A set that was answered.
     *
     * @param nanos when, by {@link System#nanoTime}
     */
    record Acknowledged(String name, String version, String value, long nanos) {}

    private final String prefix;
    private final SecretClient client;
    private final ScheduledExecutorService threads;
    private final AtomicInteger sequence = new AtomicInteger();
    private final Map<String, Integer> sets = new ConcurrentHashMap<>();
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledgedCount = new AtomicInteger();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

    private WriteLoad(String prefix, SecretClient client, int writers) {
        this.prefix = prefix;
        this.client = client;
        threads = Executors.newScheduledThreadPool(writers);
    }

    /**
     * @param prefix of every name and value, and the load's name in reports
     */
    static WriteLoad start(String prefix, SecretClient client, int writers) {
        WriteLoad load = new WriteLoad(prefix, client, writers);
        for (int i = 0; i < writers; i++) {
            var _ =
                    load.threads.scheduleWithFixedDelay(
                            load::set, 0, DELAY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return load;
    }

    private void set() {
        int number = sequence.incrementAndGet();
        String name =
                number % 2 == 0
                        ? prefix + "-" + number
                        : prefix + "-shared-" + number / 2 % SHARED_NAMES;
        String value = prefix + " value " + number;
        sets.merge(name, 1, Integer::sum);
        try {
            KeyVaultSecret secret = client.setSecret(name, value);
            acknowledged.add(
                    new Acknowledged(
                            name, secret.getProperties().getVersion(), value, System.nanoTime()));
            acknowledgedCount.incrementAndGet();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    /** Waits until so many more sets are answered, which shows that the cluster serves. */
    void awaitMore(int count, Duration atMost) {
        int goal = acknowledgedCount.get() + count;
        Await.until(
                prefix + ": " + count + " more acknowledged writes; failures: " + failures.size(),
                atMost,
                () -> acknowledgedCount.get() >= goal);
    }

    /** Returns when the last call has ended. */
    void stop() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(LAST_CALL_ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(prefix + ": a write does not end");
        }
    }

    String prefix() {
        return prefix;
    }

    /** How often each name was set, failed calls included. */
    Map<String, Integer> sets() {
        return Map.copyOf(sets);
    }

    Iterable<Acknowledged> acknowledged() {
        return acknowledged;
    }

    int acknowledgedCount() {
        return acknowledgedCount.get();
    }

    Queue<RuntimeException> failures() {
        return failures;
    }

    /** The longest time without any acknowledgement that ended after the moment. */
    Duration longestGapAfter(long nanos) {
        long previous = nanos;
        long longest = 0;
        for (long moment :
                acknowledged.stream()
                        .mapToLong(Acknowledged::nanos)
                        .filter(time -> time - nanos > 0)
                        .sorted()
                        .toArray()) {
            longest = Math.max(longest, moment - previous);
            previous = moment;
        }
        return Duration.ofNanos(longest);
    }
}
