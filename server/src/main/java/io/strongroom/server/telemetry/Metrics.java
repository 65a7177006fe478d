package io.strongroom.server.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.storage.Storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What {@code /metrics} shows, in Prometheus's text format. Thread-safe. */
public final class Metrics implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // Looking a meter up in the registry costs more than using it.
    private final Map<Answered, Timer> requests = new ConcurrentHashMap<>();
    private final Map<Sealing, Counter> sealings = new ConcurrentHashMap<>();
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Timer commits;
    private final Counter leaderChanges;

    public Metrics() {
        commits =
                Timer.builder("strongroom.log.commit")
                        .description("From proposing a log entry to its reply")
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
        leaderChanges =
                Counter.builder("strongroom.leader.changes")
                        .description("Changes of leader that this node saw")
                        .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    /** Gauges over the log's and the database's own state. */
    public void watch(ReplicatedLog log, Storage storage) {
        Gauge.builder("strongroom.applied.index", log, one -> one.status().appliedIndex())
                .description("Highest log index applied on this node")
                .register(registry);
        Gauge.builder("strongroom.commit.index", log, one -> one.status().commitIndex())
                .description("Highest log index that this node knows to be committed")
                .register(registry);
        Gauge.builder("strongroom.apply.lag", log, one -> lag(one.status()))
                .description("Entries committed but not yet applied on this node")
                .register(registry);
        Gauge.builder(
                        "strongroom.leader",
                        log,
                        one -> one.status().role() == LogStatus.Role.LEADER ? 1 : 0)
                .description("1 on the node that leads")
                .register(registry);
        Gauge.builder("strongroom.rocksdb.size", storage, Storage::sizeBytes)
                .baseUnit("bytes")
                .description("Size of the database's files")
                .register(registry);
    }

    /** A gauge of a duty's or a part's own; {@code NaN} while the supplier fails. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /**
     * A certificate that this node shows.
     *
     * @param listener the one that shows it: {@code https} or {@code raft}
     * @param expires asked at each scrape; {@code NaN} while it is empty
     */
    public void certificate(String listener, Supplier<Optional<Instant>> expires) {
        Gauge.builder(
                        "strongroom.certificate.expiry.seconds",
                        () ->
                                expires.get()
                                        .map(end -> (double) end.getEpochSecond())
                                        .orElse(Double.NaN))
                .description("When the certificate expires that is shown, Unix seconds")
                .tag("listener", listener)
                .register(registry);
    }

    private static double lag(LogStatus status) {
        return Math.max(0, status.commitIndex() - status.appliedIndex());
    }

    /** One request: which operation, which HTTP status, how long. */
    public void request(String operation, int status, long nanos) {
        requests.computeIfAbsent(
                        new Answered(operation, status),
                        answered ->
                                Timer.builder("strongroom.requests")
                                        .description("Requests by operation and HTTP status")
                                        .tag("operation", answered.operation())
                                        .tag("status", Integer.toString(answered.status()))
                                        .serviceLevelObjectives(BUCKETS)
                                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private record Answered(String operation, int status) {}

    private record Sealing(String operation, boolean succeeded) {}

    public void commit(long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void leaderChanged() {
        leaderChanges.increment();
    }

    /** One use of a data key: {@code seal} or {@code open}, and whether it succeeded. */
    public void sealing(String operation, boolean succeeded) {
        sealings.computeIfAbsent(
                        new Sealing(operation, succeeded),
                        done ->
                                Counter.builder("strongroom.seal.operations")
                                        .description("Values sealed and opened")
                                        .tag("operation", done.operation())
                                        .tag("outcome", done.succeeded() ? "ok" : "failed")
                                        .register(registry))
                .increment();
    }

    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
