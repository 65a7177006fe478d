package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pairs to which root keys come: those alone that this object had made, for who put another
 * under the same name may have its private half elsewhere, and no attribute tells. Thread-safe.
 */
final class OwnPairs {
    private static final Logger LOG = LoggerFactory.getLogger(OwnPairs.class);

    private final RootKeyTransport transport;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, TransportPair> current = new HashMap<>();

    /** Fingerprints, also of those that are gone. */
    private final Set<String> made = new HashSet<>();

    /** What was said of which pair, once each. */
    private final Set<String> told = new HashSet<>();

    OwnPairs(RootKeyTransport transport) {
        this.transport = transport;
    }

    /** The pair of that name; made when there is none, or it is gone from the token. */
    TransportPair get(String name) throws HsmException {
        lock.lock();
        try {
            TransportPair known = current.get(name);
            if (known != null && transport.has(known)) {
                return known;
            }
            for (TransportPair other : transport.pairs(name)) {
                tellIfForeign(other);
            }
            TransportPair fresh = transport.newPair(name);
            made.add(fresh.fingerprint());
            current.put(name, fresh);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #get}, but makes none.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when there is none: what has come was wrapped to
     *     another
     */
    TransportPair known(String name) throws HsmException {
        lock.lock();
        try {
            TransportPair known = current.get(name);
            if (known == null) {
                throw new HsmException(
                        Kind.NOT_AUTHENTIC,
                        "it was wrapped to a pair that this process has not made");
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Destroys all pairs of that name: by now it does not matter whose. Not sooner, for with a
     * token that nodes share it would be the one that another waits with.
     */
    void end(String name) throws HsmException {
        lock.lock();
        try {
            current.remove(name);
            for (TransportPair one : transport.pairs(name)) {
                boolean foreign = tellIfForeign(one);
                if (destroyed(one) && foreign) {
                    LOG.atInfo()
                            .addKeyValue("label", one.label())
                            .addKeyValue("fingerprint", one.fingerprint())
                            .log("transport_pair_destroyed");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean tellIfForeign(TransportPair pair) {
        boolean foreign = !made.contains(pair.fingerprint());
        if (foreign && told.add(pair.label() + " " + pair.fingerprint())) {
            LOG.atWarn()
                    .addKeyValue("label", pair.label())
                    .addKeyValue("fingerprint", pair.fingerprint())
                    .log("transport_pair_not_made_here");
        }
        return foreign;
    }

    /** One that stays opens nothing that comes later: that is wrapped to another. */
    private boolean destroyed(TransportPair pair) throws HsmException {
        try {
            transport.deletePair(pair.label());
            return true;
        } catch (HsmException e) {
            if (e.kind() != Kind.CONFIGURATION) {
                throw e;
            }
            if (told.add(pair.label())) {
                LOG.atWarn()
                        .addKeyValue("label", pair.label())
                        .addKeyValue("fingerprint", pair.fingerprint())
                        .addKeyValue("reason", e.getMessage())
                        .log("transport_pair_left");
            }
            return false;
        }
    }
}
