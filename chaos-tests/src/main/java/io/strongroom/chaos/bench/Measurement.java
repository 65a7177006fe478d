package io.strongroom.chaos.bench;

import org.HdrHistogram.Histogram;

/**
 * What one run gave.
 *
 * @param perSecond operations completed per second
 * @param failed operations that threw; they are not in the latencies
 */
record Measurement(
        String operation,
        int clients,
        double perSecond,
        double p50Millis,
        double p99Millis,
        long failed) {

    static Measurement of(
            String operation, int clients, Histogram micros, double seconds, long failed) {
        return new Measurement(
                operation,
                clients,
                micros.getTotalCount() / seconds,
                micros.getValueAtPercentile(50) / 1_000.0,
                micros.getValueAtPercentile(99) / 1_000.0,
                failed);
    }

    static final String HEADER =
            "| operation | clients | per second | p50 ms | p99 ms | failed |\n"
                    + "|---|---:|---:|---:|---:|---:|";

    String row() {
        return "| %s | %d | %.0f | %.2f | %.2f | %d |"
                .formatted(operation, clients, perSecond, p50Millis, p99Millis, failed);
    }
}
