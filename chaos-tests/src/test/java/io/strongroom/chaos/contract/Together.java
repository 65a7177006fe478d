package io.strongroom.chaos.contract;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Calls that mostly wait, made at once. */
final class Together {
    private Together() {}

    /** Their results in the calls' order; fails as the first of them that failed. */
    static <T> List<T> all(List<Supplier<T>> calls) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<T>> running =
                    calls.stream()
                            .map(call -> CompletableFuture.supplyAsync(call, threads))
                            .toList();
            return running.stream().map(CompletableFuture::join).toList();
        }
    }
}
