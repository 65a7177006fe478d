package io.strongroom.server.auth.issuer;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets only so many secret checks run at once, so that a flood of token requests cannot take every
 * core from the vault's own requests. Thread-safe.
 */
public final class HashGate {
    private final Semaphore permits;
    private final Duration patience;

    /**
     * @param concurrent checks at once; fewer than the cores leaves the rest to other requests
     * @param patience how long a check waits for its turn
     */
    public HashGate(int concurrent, Duration patience) {
        this.permits = new Semaphore(concurrent, true);
        this.patience = patience;
    }

    /**
     * Whether the secret is one of the hashed ones; empty when its turn did not come. Every hash is
     * computed, so the time does not tell which one matched.
     */
    Optional<Boolean> verify(List<SecretHash> hashes, String secret) {
        if (!enter()) {
            return Optional.empty();
        }
        char[] chars = secret.toCharArray();
        try {
            boolean matches = false;
            for (SecretHash hash : hashes) {
                matches |= hash.verify(chars);
            }
            return Optional.of(matches);
        } finally {
            Arrays.fill(chars, '\0');
            permits.release();
        }
    }

    private boolean enter() {
        try {
            return permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
