package io.strongroom.hsm;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * The root keys of a node by their generation, each opened when it is first asked for. Thread-safe.
 */
public final class RootKeyRing implements AutoCloseable {
    private final Home home;
    private final Map<Integer, RootKey> open = new ConcurrentHashMap<>();
    private final ReentrantLock changing = new ReentrantLock();

    private final List<IntConsumer> beforeRetiring = new CopyOnWriteArrayList<>();

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
     * The root key of that generation; not to be closed by the caller.
     *
     * @throws HsmException as {@link Home#open}
     * @throws IllegalStateException after {@link #close}
     */
    public RootKey of(int generation) throws HsmException {
        RootKey known = open.get(generation);
        return known == null ? opened(generation) : known;
    }

    private RootKey opened(int generation) throws HsmException {
        changing.lock();
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

    /** Whether all that were asked for answer now. Cheap, as {@link RootKey#available}. */
    public boolean available() {
        return open.values().stream().allMatch(RootKey::available);
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
