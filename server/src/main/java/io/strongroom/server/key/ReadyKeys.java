package io.strongroom.server.key;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keys that are ready for use, a bounded number of them, the least lately used let go of first.
 * What is kept is found by the sealed bytes of the version that was read, so a version that is gone
 * or changed is never used again; disabling, deleting and access are looked at before, on each
 * call. Thread-safe.
 *
 * @param <K> what is kept; once closed, its calls may fail with IllegalStateException
 */
final class ReadyKeys<K> implements AutoCloseable {
    private final int most;
    private final Consumer<K> letGo;

    /** In the order of last use. Guarded by this. */
    private final Map<Of, K> kept = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param letGo closes one; must not block
     */
    ReadyKeys(int most, Consumer<K> letGo) {
        this.most = most;
        this.letGo = letGo;
    }

    /** Whose private half it is, and which. */
    record Of(VaultName vault, ItemName name, VersionId version, Bytes sealedPrivate) {
        static Of version(VaultName vault, KeyVersion key) {
            return new Of(vault, key.name(), key.version(), key.material().sealedPrivate());
        }
    }

    /** Makes a key ready. */
    interface Make<K> {
        K make() throws BadInputException;
    }

    /** What is done with a key. */
    interface Work<K, T> {
        T with(K key) throws BadInputException;
    }

    /**
     * Does something with a version's key.
     *
     * @param make when it is not ready yet
     */
    <T> T use(Of id, Make<K> make, Work<K, T> work) throws BadInputException {
        K ready = kept(id);
        if (ready != null) {
            try {
                return work.with(ready);
            } catch (IllegalStateException e) {
                // Let go of by another call in between; what is broken breaks again below.
            }
        }
        K made = make.make();
        try {
            return work.with(made);
        } finally {
            keep(id, made); // Whatever the input was, the key is good.
        }
    }

    private synchronized @Nullable K kept(Of id) {
        return kept.get(id);
    }

    private synchronized void keep(Of id, K made) {
        K other = kept.putIfAbsent(id, made);
        if (other != null) {
            letGo.accept(made);
            return;
        }
        Iterator<K> eldest = kept.values().iterator();
        while (kept.size() > most) {
            K let = eldest.next();
            eldest.remove();
            letGo.accept(let);
        }
    }

    /**
     * Lets go of those that the condition does not hold for.
     *
     * @return what was let go of
     */
    List<K> retain(Predicate<Of> usable) {
        // Asked outside the lock: it reads the state.
        return ids().stream().filter(usable.negate()).flatMap(id -> remove(id).stream()).toList();
    }

    private synchronized List<Of> ids() {
        return List.copyOf(kept.keySet());
    }

    private synchronized List<K> remove(Of id) {
        K let = kept.remove(id);
        if (let == null) {
            return List.of();
        }
        letGo.accept(let);
        return List.of(let);
    }

    /** Lets go of all: after a new state, or when the root key is away for good. */
    synchronized void clear() {
        kept.values().forEach(letGo);
        kept.clear();
    }

    @Override
    public void close() {
        clear();
    }
}
