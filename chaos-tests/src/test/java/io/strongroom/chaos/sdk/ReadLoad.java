package io.strongroom.chaos.sdk;

import com.azure.security.keyvault.secrets.SecretClient;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads one secret over and over. */
final class ReadLoad {
    private static final String NAME = "read-load";
    private static final long DELAY_MILLIS = 20;
    private static final Duration LAST_CALL_ENDS_WITHIN = Duration.ofSeconds(90);

    private final SecretClient client;
    private final ScheduledExecutorService thread = Executors.newScheduledThreadPool(1);
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

    private ReadLoad(SecretClient client) {
        this.client = client;
    }

    static ReadLoad start(SecretClient client) {
        ReadLoad load = new ReadLoad(client);
        client.setSecret(NAME, "value");
        var _ =
                load.thread.scheduleWithFixedDelay(
                        load::get, 0, DELAY_MILLIS, TimeUnit.MILLISECONDS);
        return load;
    }

    private void get() {
        try {
            if (!client.getSecret(NAME).getValue().equals("value")) {
                throw new IllegalStateException("another value");
            }
            answered.incrementAndGet();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    /** Returns when the last call has ended. */
    void stop() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(LAST_CALL_ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("a read does not end");
        }
    }

    int answered() {
        return answered.get();
    }

    Queue<RuntimeException> failures() {
        return failures;
    }
}
