package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.client.Secret;
import io.strongroom.client.SecretId;
import io.strongroom.client.SecretProperties;
import io.strongroom.client.StrongroomClient;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

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
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
            List<SecretId> ids =
                    all(readers, names, name -> ids(client, name)).stream()
                            .flatMap(List::stream)
                            .toList();
            List<Secret> secrets =
                    all(
                            readers,
                            ids,
                            id -> client.get(id.name(), Objects.requireNonNull(id.version())));
            Map<String, Map<String, String>> versions = new HashMap<>();
            names.forEach(name -> versions.put(name, new HashMap<>()));
            for (Secret secret : secrets) {
                String version = Objects.requireNonNull(secret.properties().id().version());
                Map<String, String> values =
                        Objects.requireNonNull(versions.get(secret.name()), secret::name);
                if (values.put(version, secret.value()) != null) {
                    throw new AssertionError(secret + " is listed twice");
                }
            }
            return new Stored(versions);
        }
    }

    private static List<SecretId> ids(StrongroomClient client, String name) {
        return client.listVersions(name).stream().map(SecretProperties::id).toList();
    }

    private static <A, B> List<B> all(
            ExecutorService threads, Collection<A> inputs, Function<A, B> call)
            throws InterruptedException, ExecutionException {
        List<Callable<B>> calls =
                inputs.stream().map(input -> (Callable<B>) () -> call.apply(input)).toList();
        List<B> outputs = new ArrayList<>();
        for (Future<B> output : threads.invokeAll(calls)) {
            outputs.add(output.get());
        }
        return outputs;
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
        Map<String, Integer> counts = new HashMap<>();
        versions.forEach((name, values) -> counts.put(name, values.size()));
        assertEquals(load.sets(), counts, load.prefix() + ": versions per name");
    }
}
