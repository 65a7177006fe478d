package io.strongroom.hsm;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * The root keys of a node by their generation, each opened when it is first asked for. Thread-safe.
 */
public final class RootKeyRing implements AutoCloseable {
    private static final long OPENING_SECONDS = 10;

    private final Home home;
    private final Map<Integer, RootKey> open = new ConcurrentHashMap<>();
    private final ReentrantLock changing = new ReentrantLock();

    private final List<IntConsumer> beforeRetiring = new CopyOnWriteArrayList<>();
    private volatile @Nullable String sealed;

    // Guarded by changing.
    private final Set<Integer> gone = new HashSet<>();
    private boolean closed;

    public RootKeyRing(Home home) {
        this.home = home;
    }

    /** Where they are. */
    public interface Home {
        /**
         * Opens one.
         *
         * @throws HsmException of kind CONFIGURATION when there is none of that generation
         */
        RootKey open(int generation) throws HsmException;
    }

    /** Of a node that has the first root key and no other; takes it over. */
    public static RootKeyRing only(RootKey first) {
        return new RootKeyRing(generation -> {
            if (generation == 1) {
                return first;
            }
            throw missing(generation);
        });
    }

    /** There is none of that generation. */
    public static HsmException missing(int generation) {
        return new HsmException(
                HsmException.Kind.CONFIGURATION,
                "this node has no root key of generation " + generation);
    }

    /**
     * Gives none out from now on, until {@link #unseal}: it is not known yet whether they are the
     * right ones.
     *
     * @param why for those who ask
     */
    public void seal(String why) {
        sealed = why;
    }

    /** They have been compared, and are the right ones. */
    public void unseal() {
        sealed = null;
    }

    /**
     * The root key of that generation; not to be closed by the caller.
     *
     * @throws HsmException as {@link Home#open}; of kind UNAVAILABLE, at once, while sealed
     * @throws IllegalStateException after {@link #close}
     */
    public RootKey of(int generation) throws HsmException {
        String why = sealed;
        if (why != null) {
            throw new HsmException(HsmException.Kind.UNAVAILABLE, why);
        }
        return unchecked(generation);
    }

    /** As {@link #of}, also while sealed: for comparing it, and for nothing else. */
    public RootKey unchecked(int generation) throws HsmException {
        RootKey known = open.get(generation);
        return known == null ? opened(generation) : known;
    }

    private RootKey opened(int generation) throws HsmException {
        lockToOpen();
        try {
            if (closed) {
                throw new IllegalStateException("the root keys are closed");
            }
            RootKey other = open.get(generation);
            if (other != null) {
                return other;
            }
            if (gone.contains(generation)) {
                throw missing(generation);
            }
            RootKey made = home.open(generation);
            open.put(generation, made);
            return made;
        } finally {
            changing.unlock();
        }
    }

    /** A device that hangs must not keep everybody who asks waiting behind one another. */
    private void lockToOpen() throws HsmException {
        try {
            if (!changing.tryLock(OPENING_SECONDS, TimeUnit.SECONDS)) {
                throw new HsmException(
                        HsmException.Kind.UNAVAILABLE, "another call is still opening a root key");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmException(
                    HsmException.Kind.UNAVAILABLE, "interrupted while opening a root key", e);
        }
    }

    /** Why one that was asked for does not answer now, or none is given out. Cheap. */
    public Optional<RootKeyTrouble> trouble() {
        return Optional.ofNullable(sealed)
                .map(why -> new RootKeyTrouble(HsmException.Kind.UNAVAILABLE, why))
                .or(() ->
                        open.values().stream()
                                .map(RootKey::trouble)
                                .flatMap(Optional::stream)
                                .findFirst());
    }

    /** Whether there is no {@link #trouble}. */
    public boolean available() {
        return trouble().isEmpty();
    }

    /** The generations of which one is open now. */
    public Set<Integer> opened() {
        return Set.copyOf(open.keySet());
    }

    /** Closes one, if it is open; the next use opens it anew. */
    public void letGo(int generation) {
        changing.lock();
        try {
            RootKey last = open.remove(generation);
            if (last != null) {
                last.close();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Has it told of each generation that is let go of, while it still can be used. */
    public void beforeRetiring(IntConsumer listener) {
        beforeRetiring.add(listener);
    }

    /** Lets go of one for good: nothing is wrapped by it any more. */
    public void retire(int generation) {
        beforeRetiring.forEach(listener -> listener.accept(generation));
        changing.lock();
        try {
            gone.add(generation);
            RootKey last = open.remove(generation);
            if (last != null) {
                last.close();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Closes them all. */
    @Override
    public void close() {
        changing.lock();
        try {
            closed = true;
            open.values().forEach(RootKey::close);
            open.clear();
        } finally {
            changing.unlock();
        }
    }
}
