package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.client.Secret;
import io.strongroom.client.SecretProperties;
import io.strongroom.client.StrongroomClient;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a cluster holds of the names that a load has set: every version's value.
 *
 * @param versions by name, version to value
 */
record Stored(Map<String, Map<String, String>> versions) {
    private static final int READERS = 32;

    /** Reads it all, each version by itself. */
    static Stored read(StrongroomClient client, Set<String> names)
            throws InterruptedException, ExecutionException {
        Map<String, Map<String, String>> versions = new ConcurrentHashMap<>();
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
            List<Future<?>> lists = new ArrayList<>();
            for (String name : names) {
                versions.put(name, new ConcurrentHashMap<>());
                lists.add(readers.submit(() -> readVersions(client, name, versions)));
            }
            for (Future<?> list : lists) {
                var _ = list.get();
            }
        }
        return new Stored(versions);
    }

    private static void readVersions(
            StrongroomClient client, String name, Map<String, Map<String, String>> versions) {
        for (SecretProperties listed : client.listVersions(name)) {
            String version = Objects.requireNonNull(listed.id().version());
            Secret secret = client.get(name, version);
            String other = Objects.requireNonNull(versions.get(name)).put(version, secret.value());
            if (other != null) {
                throw new AssertionError(name + "/" + version + " is listed twice");
            }
        }
    }

    /** Fails when an acknowledged version is missing or has another value. */
    void assertHolds(WriteLoad load) {
        List<String> lost = new ArrayList<>();
        for (WriteLoad.Acknowledged write : load.acknowledged()) {
            String stored = Objects.requireNonNull(versions.get(write.name())).get(write.version());
            if (!write.value().equals(stored)) {
                lost.add(write + ", stored: " + stored);
            }
        }
        assertEquals(List.of(), lost, load.prefix() + ": acknowledged and lost");
    }

    /** Versions beyond the first with the same value: one set that was done more than once. */
    int duplicates() {
        int duplicates = 0;
        for (Map<String, String> values : versions.values()) {
            duplicates += values.size() - new HashSet<>(values.values()).size();
        }
        return duplicates;
    }

    void assertNoRepetitions(WriteLoad load) {
        assertEquals(0, duplicates(), load.prefix() + ": sets done more than once");
    }

    int total() {
        return versions.values().stream().mapToInt(Map::size).sum();
    }

    /** Fails unless every set made exactly one version. */
    void assertExactlyOnce(WriteLoad load) {
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        versions.forEach((name, values) -> counts.put(name, values.size()));
        assertEquals(load.sets(), counts, load.prefix() + ": versions per name");
    }
}
