package io.strongroom.hsm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HSM in memory, for tests, with switches that take it away. What it wraps for another names the
 * key's seed. Thread-safe.
 */
public final class FakeRootKeyDevice implements RootKeyDevice {
    private static final int FIRST = 1;

    private final int number;
    private final Map<Integer, Integer> seeds = new ConcurrentSkipListMap<>(Map.of(FIRST, 1));
    private final Map<Integer, String> pairs = new ConcurrentHashMap<>();
    private final Set<FakeRootKey> opened = ConcurrentHashMap.newKeySet();
    private final AtomicInteger pairsMade = new AtomicInteger();
    private volatile boolean available = true;

    /**
     * With the first root key, that of {@link FakeRootKey#FakeRootKey()}.
     *
     * @param number differs between devices, as do the keys that they make
     */
    public FakeRootKeyDevice(int number) {
        this.number = number;
    }

    /** Whether it answers; also the root keys that it has opened. */
    public void setAvailable(boolean now) {
        available = now;
        opened.forEach(key -> key.setAvailable(now));
    }

    /** As if an operator had put it there. */
    public void put(int generation, int seed) {
        seeds.put(generation, seed);
    }

    /** Whether it has a key of that generation. */
    public boolean has(int generation) {
        return seeds.containsKey(generation);
    }

    /** How many pairs are left in it. */
    public int pairs() {
        return pairs.size();
    }

    private void require() throws HsmException {
        if (!available) {
            throw new HsmException(HsmException.Kind.UNAVAILABLE, "the fake HSM is away");
        }
    }

    private int seed(int generation) throws HsmException {
        require();
        Integer seed = seeds.get(generation);
        if (seed == null) {
            throw RootKeyRing.missing(generation);
        }
        return seed;
    }

    @Override
    public RootKey open(int generation) throws HsmException {
        FakeRootKey key = new FakeRootKey(seed(generation));
        opened.add(key);
        return key;
    }

    @Override
    public Optional<String> immovable() {
        return Optional.empty();
    }

    @Override
    public int newest() throws HsmException {
        require();
        return seeds.keySet().stream().max(Integer::compare).orElse(FIRST);
    }

    @Override
    public Optional<byte[]> fingerprint(int generation) throws HsmException {
        require();
        return has(generation)
                ? Optional.of(new FakeRootKey(seed(generation)).fingerprint())
                : Optional.empty();
    }

    @Override
    public void make(int generation) throws HsmException {
        require();
        if (seeds.putIfAbsent(generation, 10 * generation + number) != null) {
            throw new HsmException(HsmException.Kind.CONFIGURATION, "there is one already");
        }
    }

    @Override
    public void destroy(int generation) throws HsmException {
        require();
        seeds.remove(generation);
    }

    @Override
    public byte[] transportKey(int generation) throws HsmException {
        require();
        return pairs.computeIfAbsent(
                        generation, _ -> "pair " + number + "/" + pairsMade.incrementAndGet())
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] wrapped(int generation, byte[] transportKey) throws HsmException {
        String text = seed(generation) + ":" + HexFormat.of().formatHex(transportKey);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void take(int generation, byte[] wrapped, byte[] fingerprint) throws HsmException {
        require();
        String[] parts = new String(wrapped, StandardCharsets.US_ASCII).split(":", 2);
        String pair = pairs.getOrDefault(generation, "");
        String mine = HexFormat.of().formatHex(pair.getBytes(StandardCharsets.US_ASCII));
        if (parts.length != 2 || !parts[1].equals(mine)) {
            throw new HsmException(HsmException.Kind.NOT_AUTHENTIC, "does not open");
        }
        int seed = Integer.parseInt(parts[0]);
        if (!Arrays.equals(new FakeRootKey(seed).fingerprint(), fingerprint)) {
            throw new HsmException(HsmException.Kind.NOT_AUTHENTIC, "another key");
        }
        seeds.put(generation, seed);
    }

    @Override
    public void endTransport(int generation) throws HsmException {
        require();
        pairs.remove(generation);
    }

    @Override
    public void close() {}
}
