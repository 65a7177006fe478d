package io.strongroom.server.auth;

import io.strongroom.storage.command.Bytes;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Remembers tokens that were verified under one set of keys, by their SHA-256, so that a client's
 * repeated requests do not cost an RSA operation each. Thread-safe. Another set of keys empties it;
 * when full it forgets the token that came first. Only valid tokens enter, so strangers cannot fill
 * it.
 */
final class VerifiedTokens {
    private final int capacity;
    private final LinkedHashMap<Bytes, VerifiedToken> byDigest = new LinkedHashMap<>();
    private long keysVersion;

    VerifiedTokens(int capacity) {
        this.capacity = capacity;
    }

    synchronized Optional<VerifiedToken> find(long currentKeys, Bytes digest) {
        adopt(currentKeys);
        return Optional.ofNullable(byDigest.get(digest));
    }

    synchronized void remember(long currentKeys, Bytes digest, VerifiedToken token) {
        adopt(currentKeys);
        if (byDigest.size() >= capacity) {
            Iterator<Bytes> eldest = byDigest.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
        byDigest.put(digest, token);
    }

    synchronized void forget(Bytes digest) {
        byDigest.remove(digest);
    }

    synchronized int size() {
        return byDigest.size();
    }

    private void adopt(long currentKeys) {
        if (keysVersion != currentKeys) {
            byDigest.clear();
            keysVersion = currentKeys;
        }
    }
}
