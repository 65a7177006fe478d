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

    /** Pairs that this process has not made. */
    private final Map<Integer, String> others = new ConcurrentHashMap<>();

    private final Set<Integer> made = ConcurrentHashMap.newKeySet();
    private final Set<Integer> fixed = ConcurrentHashMap.newKeySet();
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
        made.remove(generation);
    }

    /** As if the key had been made so that it can never leave. */
    public void fix(int generation) {
        fixed.add(generation);
    }

    /** As if the process that uses it had been started anew. */
    public void forget() {
        made.clear();
        others.putAll(pairs);
        pairs.clear();
    }

    /** As if somebody had put a pair there, whose public half is given. */
    public byte[] plantPair(int generation) {
        String planted = "planted " + number;
        others.put(generation, planted);
        return planted.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether it has a key of that generation. */
    public boolean has(int generation) {
        return seeds.containsKey(generation);
    }

    /** How many pairs are left in it. */
    public int pairs() {
        return pairs.size() + others.size();
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
    public boolean extractable(int generation) throws HsmException {
        seed(generation);
        return !fixed.contains(generation);
    }

    /** One that may leave it. */
    public byte[] make(int generation) throws HsmException {
        return make(generation, true);
    }

    @Override
    public byte[] make(int generation, boolean extractable) throws HsmException {
        require();
        if (has(generation) && !made.contains(generation)) {
            throw new HsmException(
                    HsmException.Kind.CONFIGURATION, "there is one already: fake-" + generation);
        }
        seeds.put(generation, 10 * generation + number);
        made.add(generation);
        if (!extractable) {
            fixed.add(generation);
        }
        return fingerprint(generation).orElseThrow();
    }

    @Override
    public boolean made(int generation, byte[] fingerprint) {
        try {
            byte[] mine = new FakeRootKey(10 * generation + number).fingerprint();
            return made.contains(generation) && Arrays.equals(mine, fingerprint);
        } catch (HsmException e) {
            throw new IllegalStateException("it is never away", e);
        }
    }

    @Override
    public void destroy(int generation) throws HsmException {
        require();
        seeds.remove(generation);
        made.remove(generation);
        fixed.remove(generation);
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
        if (fixed.contains(generation)) {
            throw new HsmException(HsmException.Kind.CONFIGURATION, "it is not extractable");
        }
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
        others.remove(generation);
    }

    @Override
    public void close() {}
}
