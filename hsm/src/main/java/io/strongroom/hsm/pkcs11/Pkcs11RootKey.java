package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.RootKeyTrouble;
import io.strongroom.hsm.SecretBytes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * A root key on a PKCS#11 token; it never leaves the token in the clear. Thread-safe. Each call
 * waits ten seconds at most. When the token goes away, calls fail with UNAVAILABLE, and succeed
 * again within seconds of its return; a refused PIN is not tried a second time.
 */
public final class Pkcs11RootKey implements RootKey {
    private static final int SESSIONS = 8;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    private final CallThreads threads;
    private final SessionPool pool;
    private final Duration callTimeout;
    private final String tokenLabel;
    private final String protectionLevel;
    private final byte[] fingerprint;
    private final TokenHealth health;

    private Pkcs11RootKey(
            CallThreads threads,
            SessionPool pool,
            Duration callTimeout,
            String tokenLabel,
            String protectionLevel)
            throws HsmException {
        this.threads = threads;
        this.pool = pool;
        this.callTimeout = callTimeout;
        this.tokenLabel = tokenLabel;
        this.protectionLevel = protectionLevel;
        this.fingerprint = threads.call(CONNECT_TIMEOUT, pool::fingerprint);
        this.health = new TokenHealth(() -> probe(threads, pool), System::nanoTime);
    }

    /**
     * Logs in to the token and finds the root key on it. Several root keys may be open at a time,
     * all through one module.
     *
     * @param module the shared library of the HSM's vendor
     * @param pin the token's user PIN; copied, and kept for logging in again after an outage
     * @throws HsmException of kind CONFIGURATION when an operator must act: the message says how
     */
    public static Pkcs11RootKey open(Path module, String tokenLabel, char[] pin, String keyLabel)
            throws HsmException {
        WrapperToken token = new WrapperToken(LoadedModule.load(module), tokenLabel);
        Connector connector = new Connector(token, tokenLabel, pin, keyLabel);
        return open(connector, home(module, tokenLabel, keyLabel), SESSIONS, CALL_TIMEOUT);
    }

    /** The same by a login that others use as well; it stays when this is closed. */
    static Pkcs11RootKey open(Path module, TokenLogin login, String keyLabel) throws HsmException {
        return open(
                new Connector(login, keyLabel),
                home(module, login.tokenLabel(), keyLabel),
                SESSIONS,
                CALL_TIMEOUT);
    }

    private static String home(Path module, String tokenLabel, String keyLabel) {
        return "the key \"" + keyLabel + "\" on the token \"" + tokenLabel + "\" (" + module + ")";
    }

    static Pkcs11RootKey open(Connector connector, String home, int sessions, Duration callTimeout)
            throws HsmException {
        CallThreads threads = new CallThreads(sessions);
        SessionPool pool = new SessionPool(connector, System::nanoTime);
        boolean opened = false;
        try {
            String level =
                    "PKCS#11 root key: "
                            + home
                            + ", sensitive: it leaves a token only wrapped; worth what the token's"
                            + " maker guarantees (SoftHSM is software and guards nothing)";
            Pkcs11RootKey rootKey =
                    new Pkcs11RootKey(threads, pool, callTimeout, connector.tokenLabel(), level);
            opened = true;
            return rootKey;
        } finally {
            if (!opened) {
                pool.close();
                threads.close();
            }
        }
    }

    /** Makes a root key on the token, as {@link RootKeyTransport#generate}. */
    public static void generate(Path module, String tokenLabel, char[] pin, String keyLabel)
            throws HsmException {
        try (RootKeyTransport transport = RootKeyTransport.open(module, tokenLabel, pin)) {
            transport.generate(keyLabel);
        }
    }

    @Override
    public String protectionLevel() {
        return protectionLevel;
    }

    /** Read when the key was opened, and compared whenever the token has been away. */
    @Override
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    @Override
    public byte[] wrap(SecretBytes dataKey) throws HsmException {
        if (dataKey.length() != 32) {
            throw new IllegalArgumentException("a data key has 32 bytes, not " + dataKey.length());
        }
        byte[] wrapped =
                threads.call(
                        callTimeout,
                        deadline -> {
                            byte[] copy = dataKey.use(byte[]::clone);
                            try {
                                return pool.wrap(copy, deadline);
                            } finally {
                                Arrays.fill(copy, (byte) 0);
                            }
                        });
        if (wrapped.length != AesKeyWrap.WRAPPED_DATA_KEY_BYTES) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token's CKM_AES_KEY_WRAP_PAD is not RFC 5649: it made "
                            + wrapped.length
                            + " bytes of a 32-byte key");
        }
        return wrapped;
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped) throws HsmException {
        if (wrapped.length != AesKeyWrap.WRAPPED_DATA_KEY_BYTES) {
            throw new HsmException(
                    Kind.NOT_AUTHENTIC,
                    "a wrapped data key has "
                            + AesKeyWrap.WRAPPED_DATA_KEY_BYTES
                            + " bytes, not "
                            + wrapped.length);
        }
        byte[] blob = wrapped.clone();
        return threads.call(
                callTimeout, deadline -> SecretBytes.adopt(pool.unwrap(blob, deadline)));
    }

    /** For other keys on the token, or wrapped under this one. */
    public TokenSessions sessions() {
        return new TokenSessions(threads, pool);
    }

    /** For taking root keys out of the token and into it. Closed with this root key. */
    public RootKeyTransport transport() {
        return new RootKeyTransport(new TokenDesk.OfRootKey(sessions(), tokenLabel));
    }

    /**
     * Empty when the token wrapped and unwrapped a public value within the last two seconds; tries
     * it, at most two seconds long, when that is not known.
     */
    @Override
    public Optional<RootKeyTrouble> trouble() {
        return health.trouble();
    }

    private static void probe(CallThreads threads, SessionPool pool) throws HsmException {
        byte[] publicValue = RootKeyFingerprint.publicValue();
        threads.call(PROBE_TIMEOUT, deadline -> pool.wrap(publicValue, deadline));
    }

    /** Closes every session. A use afterwards fails with IllegalStateException. */
    @Override
    public void close() {
        pool.close();
        threads.close();
    }
}
