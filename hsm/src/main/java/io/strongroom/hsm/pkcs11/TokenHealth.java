package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyTrouble;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How the token of a root key is: looked at when what is known is two seconds old. An outage is
 * told in the log once, and again when its kind changes: who waits for an HSM to come back has to
 * learn that it is there and refuses. Thread-safe.
 */
final class TokenHealth {
    private static final Logger LOG = LoggerFactory.getLogger(TokenHealth.class);
    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Look look;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Known known;

    /** Tries the token; returns when it works. */
    interface Look {
        void take() throws HsmException;
    }

    /** What is wrong, as it was then. */
    private record Known(Optional<RootKeyTrouble> trouble, long atNanos) {}

    /** Of a token that has just been used. */
    TokenHealth(Look look, LongSupplier nanoTime) {
        this.look = look;
        this.nanoTime = nanoTime;
        known = new Known(Optional.empty(), nanoTime.getAsLong());
    }

    /** Who asks while another looks is answered with what is known. */
    Optional<RootKeyTrouble> trouble() {
        Known last = known;
        boolean fresh = nanoTime.getAsLong() - last.atNanos() < VALID_NANOS;
        if (fresh || !looking.tryLock()) {
            return last.trouble();
        }
        try {
            Optional<RootKeyTrouble> now = looked();
            boolean told = now.map(RootKeyTrouble::kind).equals(kindBefore());
            now.filter(_ -> !told).ifPresent(TokenHealth::tell);
            known = new Known(now, nanoTime.getAsLong());
            return now;
        } finally {
            looking.unlock();
        }
    }

    /** Read under the lock: another caller may have looked since. */
    private Optional<HsmException.Kind> kindBefore() {
        return known.trouble().map(RootKeyTrouble::kind);
    }

    private Optional<RootKeyTrouble> looked() {
        try {
            look.take();
            return Optional.empty();
        } catch (HsmException e) {
            return Optional.of(new RootKeyTrouble(e.kind(), String.valueOf(e.getMessage())));
        }
    }

    private static void tell(RootKeyTrouble trouble) {
        LOG.atWarn().addKeyValue("reason", trouble.reason()).log("root_key_unavailable");
    }
}
