package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The platform threads that enter the PKCS#11 module. A native call cannot be interrupted, so a
 * caller waits for it only until its deadline and leaves the thread behind; once every thread is
 * left behind, calls fail at once instead of waiting in a queue. Thread-safe.
 */
final class CallThreads implements AutoCloseable {
    private final int size;
    private final Semaphore free;
    private final AtomicInteger stuck = new AtomicInteger();
    private final ExecutorService threads;

    CallThreads(int size) {
        this.size = size;
        this.free = new Semaphore(size);
        this.threads =
                Executors.newFixedThreadPool(
                        size, Thread.ofPlatform().daemon().name("hsm-call-", 1).factory());
    }

    int size() {
        return size;
    }

    /** A call into the module; it must not use what it made after its deadline. */
    interface Call<T> {
        T run(long deadlineNanos) throws HsmException;
    }

    private enum Progress {
        RUNNING,
        DONE,
        OVERDUE
    }

    /**
     * Runs the call on one of the threads.
     *
     * @throws HsmException the call's own; UNAVAILABLE when there is no answer in time
     * @throws IllegalStateException after {@link #close}
     */
    <T> T call(Duration timeout, Call<T> call) throws HsmException {
        if (threads.isShutdown()) {
            throw new IllegalStateException("the root key is closed");
        }
        if (stuck.get() >= size) {
            throw unavailable("all " + size + " calls into the HSM hang: it is taken for lost");
        }
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        try {
            if (!free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw unavailable("no thread for the HSM came free within " + timeout);
            }
            return await(start(call, deadlineNanos), deadlineNanos, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmException(Kind.UNAVAILABLE, "interrupted while waiting for the HSM", e);
        }
    }

    private <T> Started<T> start(Call<T> call, long deadlineNanos) {
        AtomicReference<Progress> progress = new AtomicReference<>(Progress.RUNNING);
        FutureTask<T> task = new FutureTask<>(() -> call.run(deadlineNanos));
        threads.execute(() -> {
            task.run();
            if (!progress.compareAndSet(Progress.RUNNING, Progress.DONE)) {
                stuck.decrementAndGet();
                wipe(task);
            }
            free.release();
        });
        return new Started<>(task, progress);
    }

    private <T> T await(Started<T> started, long deadlineNanos, Duration timeout)
            throws HsmException, InterruptedException {
        boolean answered = false;
        try {
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            T result = started.task().get(left, TimeUnit.NANOSECONDS);
            answered = true;
            return result;
        } catch (TimeoutException e) {
            throw new HsmException(Kind.UNAVAILABLE, "the HSM did not answer within " + timeout, e);
        } catch (ExecutionException e) {
            // Not one that hangs, even if its thread has not come to note its end.
            answered = true;
            if (e.getCause() instanceof HsmException cause) {
                throw cause;
            }
            throw new IllegalStateException("a call into the HSM failed", e.getCause());
        } finally {
            if (!answered) {
                leaveBehind(started);
            }
        }
    }

    private void leaveBehind(Started<?> started) {
        // Counted before it is marked: the thread that sees the mark takes it off the count.
        stuck.incrementAndGet();
        if (!started.progress().compareAndSet(Progress.RUNNING, Progress.OVERDUE)) {
            stuck.decrementAndGet();
            wipe(started.task());
        }
    }

    private static void wipe(FutureTask<?> task) {
        if (task.state() != FutureTask.State.SUCCESS) {
            return;
        }
        Object made = task.resultNow();
        Object result = made instanceof TokenSessions.Answer<?> answer ? answer.value() : made;
        if (result instanceof SecretBytes secret) {
            secret.close();
        }
    }

    private static HsmException unavailable(String message) {
        return new HsmException(Kind.UNAVAILABLE, message);
    }

    /** As {@link #close}, and the last thing that a thread does once the others are done. */
    void closeAfter(Runnable last) {
        if (!threads.isShutdown()) {
            threads.execute(last);
            threads.shutdown();
        }
    }

    /** Takes no more calls; does not wait for those that hang. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private record Started<T>(FutureTask<T> task, AtomicReference<Progress> progress) {}
}
