package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyDevice;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.key.BadInputException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A token: the first root key has the configured label, that of generation n the same with {@code
 * -n} behind it. Thread-safe.
 */
public final class Pkcs11RootKeyDevice implements RootKeyDevice {
    private static final int FIRST = 1;

    private final Path module;
    private final TokenLogin login;
    private final String keyLabel;
    private final RootKeyTransport transport;
    private final OwnPairs pairs;

    /** Since this process runs: of an earlier one's keys nothing tells them from anybody's. */
    private final Map<Integer, Made> made = new ConcurrentHashMap<>();

    Pkcs11RootKeyDevice(Path module, TokenLogin login, String keyLabel) {
        this.module = module;
        this.login = login;
        this.keyLabel = keyLabel;
        this.transport = new RootKeyTransport(new TokenDesk.Own(login, new CallThreads(1)));
        this.pairs = new OwnPairs(transport);
    }

    /** A key that this object had the token make. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    private record Made(byte[] fingerprint, boolean extractable) {
        boolean is(RootKeyInfo there, boolean wanted) {
            Optional<String> mine = Optional.of(HexFormat.of().formatHex(fingerprint));
            return there.fingerprint().equals(mine) && extractable == wanted;
        }
    }

    /**
     * The token with that label; nothing is asked of it yet, and its HSM may be away. Whatever is
     * done by this device and the root keys that it opens logs in by one login, which ends for good
     * with the first PIN that is refused.
     *
     * @param pin the token's user PIN; copied, and wiped by {@link #close}
     * @param keyLabel of the first root key
     */
    public static Pkcs11RootKeyDevice of(
            Path module, String tokenLabel, char[] pin, String keyLabel) throws HsmException {
        WrapperToken token = new WrapperToken(LoadedModule.load(module), tokenLabel);
        return new Pkcs11RootKeyDevice(module, new TokenLogin(token, tokenLabel, pin), keyLabel);
    }

    /**
     * What the root key of that generation is called on a token.
     *
     * @param keyLabel of the first
     */
    public static String label(String keyLabel, int generation) {
        return generation == FIRST ? keyLabel : keyLabel + "-" + generation;
    }

    private String label(int generation) {
        return label(keyLabel, generation);
    }

    private String pairName(int generation) {
        return label(generation) + "-transport";
    }

    /** Looked for before, because one that is missing is no outage. */
    @Override
    public RootKey open(int generation) throws HsmException {
        boolean there =
                transport.rootKeys().stream()
                        .anyMatch(key -> key.label().equals(label(generation)));
        if (!there && generation != FIRST) {
            throw RootKeyRing.missing(generation);
        }
        return Pkcs11RootKey.open(module, login, label(generation));
    }

    @Override
    public Optional<String> immovable() {
        return Optional.empty();
    }

    @Override
    public int newest() throws HsmException {
        return newest(keyLabel, transport.rootKeys());
    }

    /**
     * The newest generation among a token's keys; 1 when none is labelled as a later one.
     *
     * @param keyLabel of the first
     */
    public static int newest(String keyLabel, List<RootKeyInfo> keys) {
        return keys.stream()
                .filter(key -> key.unfitness().isEmpty())
                .map(key -> generation(keyLabel, key.label()))
                .flatMapToInt(OptionalInt::stream)
                .max()
                .orElse(FIRST);
    }

    /**
     * The generation of the root key that is called so; empty when none is.
     *
     * @param keyLabel of the first
     */
    public static OptionalInt generation(String keyLabel, String label) {
        if (label.equals(keyLabel)) {
            return OptionalInt.of(FIRST);
        }
        String number =
                label.startsWith(keyLabel + "-") ? label.substring(keyLabel.length() + 1) : "";
        if (!number.matches("[1-9][0-9]{0,8}") || number.equals(Integer.toString(FIRST))) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(number));
    }

    private Optional<RootKeyInfo> found(int generation) throws HsmException {
        return transport.rootKeys().stream()
                .filter(key -> key.label().equals(label(generation)))
                .findFirst();
    }

    @Override
    public Optional<byte[]> fingerprint(int generation) throws HsmException {
        Optional<RootKeyInfo> found = found(generation);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String fingerprint =
                found.get()
                        .fingerprint()
                        .orElseThrow(() ->
                                new HsmException(
                                        Kind.CONFIGURATION,
                                        "the token has a key labelled \""
                                                + label(generation)
                                                + "\" that is no root key: "
                                                + found.get().unfitness().orElse("")));
        return Optional.of(HexFormat.of().parseHex(fingerprint));
    }

    @Override
    public boolean extractable(int generation) throws HsmException {
        return found(generation).orElseThrow(() -> RootKeyRing.missing(generation)).extractable();
    }

    @Override
    public byte[] make(int generation, boolean extractable) throws HsmException {
        Optional<RootKeyInfo> there = found(generation);
        if (there.isPresent()) {
            Made known = made.get(generation);
            if (known == null || !known.is(there.get(), extractable)) {
                throw foreign(there.get());
            }
            return known.fingerprint().clone();
        }
        String label = label(generation);
        byte[] fingerprint =
                extractable ? transport.generate(label) : transport.generateNotExtractable(label);
        made.put(generation, new Made(fingerprint.clone(), extractable));
        return fingerprint;
    }

    private static HsmException foreign(RootKeyInfo key) {
        return new HsmException(
                Kind.CONFIGURATION,
                "the token has a key labelled \"%s\" already (%s), which this cluster does not know: somebody put it there, or a rotation was broken off before the log had it. It is never taken over, for somebody may know its value. Unless strongroom hsm rotate --watch lists it, nothing of this cluster is wrapped by it: then remove it from the token, and rotate again"
                        .formatted(
                                key.label(),
                                key.fingerprint()
                                        .map(fingerprint -> "fingerprint " + fingerprint)
                                        .or(key::unfitness)
                                        .orElse("")));
    }

    @Override
    public boolean made(int generation, byte[] fingerprint) {
        Made known = made.get(generation);
        return known != null && Arrays.equals(known.fingerprint(), fingerprint);
    }

    @Override
    public void destroy(int generation) throws HsmException {
        transport.destroy(label(generation));
        made.remove(generation);
    }

    @Override
    public byte[] transportKey(int generation) throws HsmException {
        return pairs.get(pairName(generation)).subjectPublicKeyInfo().clone();
    }

    @Override
    public byte[] wrapped(int generation, byte[] transportKey) throws HsmException {
        try {
            return transport.wrapRoot(label(generation), transportKey);
        } catch (BadInputException e) {
            throw new HsmException(
                    Kind.NOT_AUTHENTIC, "not a pair to wrap a root key to: " + e.getMessage(), e);
        }
    }

    @Override
    public void take(int generation, byte[] wrapped, byte[] fingerprint) throws HsmException {
        TransportPair pair = pairs.known(pairName(generation));
        transport.unwrapRoot(pair, wrapped, label(generation), fingerprint);
    }

    @Override
    public void endTransport(int generation) throws HsmException {
        pairs.end(pairName(generation));
    }

    @Override
    public void close() {
        transport.close();
    }
}
