package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.pkcs11.KeySession;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The unwrapped keys of one connection to the token, and the session they belong to. Thread-safe.
 */
final class OwnedObjects {
    private final int connection;
    private final KeySession owner;

    /** In the order of last use. Guarded by this, like the entries' pins. */
    private final Map<Id, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** Let go of and not pinned any more: to be destroyed. */
    private final List<Entry> unused = new ArrayList<>();

    private boolean ended;

    OwnedObjects(int connection, KeySession owner) {
        this.connection = connection;
        this.owner = owner;
    }

    record Id(ByteBuffer blob, Role role) {}

    /** One object. */
    static final class Entry {
        private final long handle;
        private final String label;
        private final @Nullable ReadyPublicKey publicHalf;
        private volatile boolean verified;
        private int pins;
        private boolean let;

        Entry(long handle, String label, @Nullable ReadyPublicKey publicHalf) {
            this.handle = handle;
            this.label = label;
            this.publicHalf = publicHalf;
        }

        long handle() {
            return handle;
        }

        String label() {
            return label;
        }

        @Nullable ReadyPublicKey publicHalf() {
            return publicHalf;
        }

        void closePublicHalf() {
            if (publicHalf != null) {
                publicHalf.close();
            }
        }

        boolean verified() {
            return verified;
        }

        void markVerified() {
            verified = true;
        }
    }

    int connection() {
        return connection;
    }

    /** For one thread at a time. */
    KeySession owner() {
        return owner;
    }

    /** Keeps the object that is there from being destroyed. */
    synchronized @Nullable Entry pin(Id id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.pins++;
        }
        return entry;
    }

    /** Takes in a new object, pinned, and lets go of those least lately used. */
    synchronized void add(Id id, Entry made, int most) {
        made.pins++;
        entries.put(id, made);
        Iterator<Entry> eldest = entries.values().iterator();
        while (entries.size() > most) {
            Entry let = eldest.next();
            eldest.remove();
            let(let);
        }
    }

    /** Lets go of the key's objects; whether there were any. */
    synchronized boolean remove(ByteBuffer blob) {
        boolean any = false;
        for (Role role : Role.values()) {
            Entry entry = entries.remove(new Id(blob, role));
            if (entry != null) {
                let(entry);
                any = true;
            }
        }
        return any;
    }

    /** Lets go of everything: the objects are void, or will be when the owner is closed. */
    synchronized void end() {
        ended = true;
        entries.values().forEach(this::let);
        entries.clear();
        unused.forEach(Entry::closePublicHalf);
        unused.clear();
    }

    private void let(Entry entry) {
        entry.let = true;
        if (entry.pins == 0) {
            unused.add(entry);
        }
    }

    synchronized void release(Entry entry) {
        entry.pins--;
        if (entry.let && entry.pins == 0) {
            if (ended) {
                entry.closePublicHalf();
            } else {
                unused.add(entry);
            }
        }
    }

    /** What is to be destroyed, once. */
    synchronized List<Entry> takeUnused() {
        List<Entry> taken = List.copyOf(unused);
        unused.clear();
        return taken;
    }
}
