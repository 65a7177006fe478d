package io.strongroom.server.key;

import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.server.http.ErrorMapper;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes pairs on a few threads of its own: looking for primes takes seconds, and would hold up
 * every other request on its carrier. Thread-safe.
 */
final class KeyMaker implements AutoCloseable {
    private static final int WAITING = 64;

    private final KeyEngine engine;
    private final ExecutorService threads;

    /**
     * @param most at the same moment
     */
    KeyMaker(KeyEngine engine, int most) {
        this.engine = engine;
        this.threads =
                new ThreadPoolExecutor(
                        most,
                        most,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        Thread.ofPlatform().name("key-maker-", 0).daemon().factory());
    }

    /**
     * A fresh pair.
     *
     * @throws io.strongroom.server.http.ApiException 429 when too many wait already
     */
    KeyPair make(KeySpec spec) {
        try {
            return CompletableFuture.supplyAsync(() -> engine.generate(spec), threads).join();
        } catch (RejectedExecutionException e) {
            throw ErrorMapper.throttled();
        } catch (CompletionException e) {
            throw new IllegalStateException("a key could not be made", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
