package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeyRing;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.pkcs11.Pkcs11RootKey;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keys on the token of a node's root keys. To be closed before those. Thread-safe. */
public final class Pkcs11KeyRing implements HsmKeyRing {
    private final RootKeyRing rootKeys;
    private final KeyEngine engine;
    private final int most;

    private final Map<Integer, Pkcs11HsmKeys> all = new ConcurrentHashMap<>();

    /**
     * @param engine for public halves
     * @param most how many keys of each root key stay unwrapped inside the token
     */
    public Pkcs11KeyRing(RootKeyRing rootKeys, KeyEngine engine, int most) {
        this.rootKeys = rootKeys;
        this.engine = engine;
        this.most = most;
        rootKeys.beforeRetiring(this::retire);
    }

    /** Their objects would stay in the token as long as their session. */
    private void retire(int rootGeneration) {
        Pkcs11HsmKeys last = all.remove(rootGeneration);
        if (last != null) {
            last.close();
        }
    }

    @Override
    public Pkcs11HsmKeys of(int rootGeneration) throws HsmException {
        // Asked first: a root key that was retired must not be used on.
        RootKey rootKey = rootKeys.of(rootGeneration);
        if (!(rootKey instanceof Pkcs11RootKey token)) {
            throw new IllegalStateException("keys in an HSM are wrapped by a root key in one");
        }
        return all.computeIfAbsent(rootGeneration, _ -> Pkcs11HsmKeys.under(token, engine, most));
    }

    @Override
    public HsmKey rewrapped(HsmKey key, int from, int to) throws HsmException, NotOfferedException {
        return of(from).rewrapped(key, of(to));
    }

    @Override
    public void close() {
        all.values().forEach(Pkcs11HsmKeys::close);
    }
}
