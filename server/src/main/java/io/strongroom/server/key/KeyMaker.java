package io.strongroom.server.key;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyImport;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.RsaNumbers;
import io.strongroom.server.http.ErrorMapper;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes pairs, and looks at RSA pairs that were made elsewhere, the latter and whatever looks for
 * primes on a few threads of its own: that takes seconds, and would hold up every other request on
 * its carrier. What is not begun in time, because its caller hardly waits for it any more, is not
 * done at all. Thread-safe.
 */
final class KeyMaker implements AutoCloseable {
    private static final int WAITING = 64;

    private final KeyEngine engine;
    private final Duration patience;
    private final ThreadPoolExecutor threads;

    /**
     * @param most at the same moment
     * @param patience how long a caller waits for its turn
     */
    KeyMaker(KeyEngine engine, int most, Duration patience) {
        this.engine = engine;
        this.patience = patience;
        this.threads =
                new ThreadPoolExecutor(
                        most,
                        most,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        Thread.ofPlatform().name("key-maker-", 0).daemon().factory());
    }

    /** What takes long. */
    private interface Work {
        KeyPair done() throws BadInputException;
    }

    /**
     * A fresh pair. One on a curve waits for nobody: it takes a fraction of a millisecond.
     *
     * @throws io.strongroom.server.http.ApiException 429 when too many wait already, or its turn
     *     does not come in time
     */
    KeyPair make(KeySpec spec) {
        return switch (spec) {
            case KeySpec.Rsa _ -> {
                try {
                    yield inTurn(() -> engine.generate(spec));
                } catch (BadInputException e) {
                    throw new IllegalStateException("nothing was put in", e);
                }
            }
            case KeySpec.Ec _, KeySpec.Oct _ -> engine.generate(spec);
        };
    }

    /**
     * A pair that was made elsewhere.
     *
     * @throws BadInputException as {@link KeyImport#rsa}
     * @throws io.strongroom.server.http.ApiException as {@link #make}
     */
    KeyPair take(RsaNumbers numbers) throws BadInputException {
        return inTurn(() -> KeyImport.rsa(numbers));
    }

    private KeyPair inTurn(Work work) throws BadInputException {
        FutureTask<KeyPair> task = new FutureTask<>(work::done);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw ErrorMapper.throttled();
        }
        try {
            return result(task);
        } catch (CancellationException e) {
            throw ErrorMapper.notServing("it stops");
        } catch (InterruptedException e) {
            threads.remove(task);
            Thread.currentThread().interrupt();
            throw ErrorMapper.notServing("it stops");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BadInputException bad) {
                throw bad;
            }
            throw new IllegalStateException("a key could not be made", e.getCause());
        }
    }

    private KeyPair result(FutureTask<KeyPair> task)
            throws InterruptedException, ExecutionException {
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (threads.remove(task)) {
                throw ErrorMapper.throttled();
            }
            // It was begun in time, and ends soon.
            return task.get();
        }
    }

    @Override
    public void close() {
        for (Runnable waiting : threads.shutdownNow()) {
            if (waiting instanceof FutureTask<?> task) {
                task.cancel(false);
            }
        }
    }
}
