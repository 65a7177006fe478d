package io.strongroom.chaos.bench;

import java.time.Duration;
import java.util.Collection;

/**
 * Processor time used so far.
 *
 * @param servers by the given processes together
 * @param load by this process, which makes the load
 */
record CpuTime(Duration servers, Duration load) {
    static CpuTime now(Collection<Long> servers) {
        Duration all = Duration.ZERO;
        for (long pid : servers) {
            all = all.plus(used(pid));
        }
        return new CpuTime(all, used(ProcessHandle.current().pid()));
    }

    CpuTime since(CpuTime earlier) {
        return new CpuTime(servers.minus(earlier.servers), load.minus(earlier.load));
    }

    /** Microseconds of the servers for each of so many operations. */
    double serverMicros(double operations) {
        return servers.toNanos() / 1_000.0 / operations;
    }

    /** Microseconds of the load generator for each of so many operations. */
    double loadMicros(double operations) {
        return load.toNanos() / 1_000.0 / operations;
    }

    private static Duration used(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("no process " + pid));
    }
}
