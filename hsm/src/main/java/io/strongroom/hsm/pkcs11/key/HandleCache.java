package io.strongroom.hsm.pkcs11.key;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.*;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.pkcs11.TokenConnection;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.TokenException;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys that are unwrapped inside the token now: a bounded number, the least lately used let go
 * of first, but none while it is in use, for its handle could come to mean another key. The objects
 * belong to one session, the owner, and die with it; every session can use them. Those of one
 * connection are void in the next. Thread-safe.
 */
final class HandleCache {
    private static final Logger LOG = LoggerFactory.getLogger(HandleCache.class);

    private final int most;
    private final KeyEngine engine;

    /** Held while the owner session is used, which is for one thread at a time. */
    private final ReentrantLock owning = new ReentrantLock();

    private volatile @Nullable OwnedObjects current;

    HandleCache(int most, KeyEngine engine) {
        this.most = most;
        this.engine = engine;
    }

    /** A key whose handle stays valid, while the connection lasts, until this is closed. */
    static final class Pinned implements AutoCloseable {
        private final OwnedObjects owned;
        private final OwnedObjects.Entry entry;

        private Pinned(OwnedObjects owned, OwnedObjects.Entry entry) {
            this.owned = owned;
            this.entry = entry;
        }

        long handle() {
            return entry.handle();
        }

        /** What the object is labelled with, by which it is known from every other. */
        String label() {
            return entry.label();
        }

        /** Whether a signature of it was verified since it was unwrapped. */
        boolean verified() {
            return entry.verified();
        }

        void markVerified() {
            entry.markVerified();
        }

        /**
         * To verify with.
         *
         * @throws IllegalStateException for a symmetric key
         */
        ReadyPublicKey publicHalf() {
            ReadyPublicKey half = entry.publicHalf();
            if (half == null) {
                throw new IllegalStateException("a symmetric key has no public half");
            }
            return half;
        }

        @Override
        public void close() {
            owned.release(entry);
        }
    }

    /**
     * The key, unwrapped unless it is already.
     *
     * @throws TokenException as the token said to the unwrapping
     */
    Pinned pin(TokenConnection connection, HsmKey key, Role role, long deadlineNanos)
            throws TokenException, HsmException {
        OwnedObjects.Id id = new OwnedObjects.Id(ByteBuffer.wrap(key.blob()), role);
        OwnedObjects owned = owned(connection, deadlineNanos);
        OwnedObjects.Entry known = owned.pin(id);
        if (known != null) {
            return new Pinned(owned, known);
        }
        byte[] wrapped = KeyBlob.wrapped(connection, key.blob());
        lock(deadlineNanos);
        try {
            OwnedObjects.Entry other = owned.pin(id);
            if (other != null) {
                return new Pinned(owned, other);
            }
            String label = UUID.randomUUID().toString();
            ReadyPublicKey half = publicHalf(key);
            OwnedObjects.Entry made;
            try {
                long handle;
                try {
                    handle = unwrap(owned, connection, wrapped, template(key, role, label));
                } catch (PKCS11Exception e) {
                    if (e.getErrorCode() != CKR_TEMPLATE_INCOMPLETE) {
                        throw e;
                    }
                    AttributeVector more = Role.withPoint(template(key, role, label), key);
                    handle = unwrap(owned, connection, wrapped, more);
                }
                made = new OwnedObjects.Entry(handle, label, half);
            } catch (TokenException e) {
                if (half != null) {
                    half.close();
                }
                throw e;
            }
            owned.add(new OwnedObjects.Id(ByteBuffer.wrap(key.blob().clone()), role), made, most);
            destroyUnused(owned);
            return new Pinned(owned, made);
        } finally {
            owning.unlock();
        }
    }

    private static AttributeVector template(HsmKey key, Role role, String label) {
        return role.used(key.spec()).label(label);
    }

    private static long unwrap(
            OwnedObjects owned,
            TokenConnection connection,
            byte[] wrapped,
            AttributeVector template)
            throws TokenException {
        Mechanism mechanism = KeyBlob.mechanism(connection);
        return owned.owner().unwrapKey(mechanism, connection.rootKey(), wrapped, template);
    }

    private @Nullable ReadyPublicKey publicHalf(HsmKey key) {
        if (key.publicPart().isEmpty()) {
            return null;
        }
        try {
            byte[] info = key.publicPart().get().subjectPublicKeyInfo();
            return engine.readyPublic(key.spec(), info);
        } catch (BadInputException e) {
            throw new IllegalArgumentException("not the public half of a key", e);
        }
    }

    private OwnedObjects owned(TokenConnection connection, long deadlineNanos)
            throws TokenException, HsmException {
        OwnedObjects known = current;
        if (known != null && known.connection() == connection.number()) {
            return known;
        }
        lock(deadlineNanos);
        try {
            OwnedObjects last = current;
            if (last != null && last.connection() >= connection.number()) {
                if (last.connection() == connection.number()) {
                    return last;
                }
                // Another call has found the token anew in between.
                throw new PKCS11Exception(CKR_SESSION_HANDLE_INVALID);
            }
            OwnedObjects made = new OwnedObjects(connection.number(), connection.openSession());
            current = made;
            if (last != null) {
                end(last);
            }
            return made;
        } finally {
            owning.unlock();
        }
    }

    private void lock(long deadlineNanos) throws HsmException {
        try {
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            if (!owning.tryLock(left, TimeUnit.NANOSECONDS)) {
                throw new HsmException(Kind.UNAVAILABLE, "another call still unwraps a key");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmException(Kind.UNAVAILABLE, "interrupted before unwrapping a key", e);
        }
    }

    /** With the lock. What fails is logged only: a token that is lost shows in the next use. */
    private static void destroyUnused(OwnedObjects owned) {
        for (OwnedObjects.Entry entry : owned.takeUnused()) {
            entry.closePublicHalf();
            try {
                owned.owner().destroy(entry.handle());
            } catch (TokenException e) {
                LOG.atDebug().addKeyValue("reason", e.getMessage()).log("hsm_key_not_destroyed");
            }
        }
    }

    private static void end(OwnedObjects owned) {
        owned.end();
        owned.owner().close(); // The objects go with it.
    }

    /** Marks the key's objects as not to be used again; whether there were any. */
    boolean let(HsmKey key) {
        OwnedObjects owned = current;
        return owned != null && owned.remove(ByteBuffer.wrap(key.blob()));
    }

    /** Destroys what was let go of. */
    void sweep(TokenConnection connection, long deadlineNanos) throws HsmException {
        OwnedObjects owned = current;
        if (owned == null || owned.connection() != connection.number()) {
            return;
        }
        lock(deadlineNanos);
        try {
            destroyUnused(owned);
        } finally {
            owning.unlock();
        }
    }

    /** Ends the owner session and with it every object. */
    void end(long deadlineNanos) throws HsmException {
        lock(deadlineNanos);
        try {
            OwnedObjects last = current;
            current = null;
            if (last != null) {
                end(last);
            }
        } finally {
            owning.unlock();
        }
    }
}
