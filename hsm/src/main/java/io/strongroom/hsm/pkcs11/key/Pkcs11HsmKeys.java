package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.pkcs11.Pkcs11RootKey;
import io.strongroom.hsm.pkcs11.TokenSessions;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Keys on the token of a PKCS#11 root key. A use waits ten seconds at most, making a key sixty. At
 * most a quarter of the sessions look for primes at a time, so that everything else finds one.
 * Thread-safe.
 */
public final class Pkcs11HsmKeys implements HsmKeys {
    private static final Duration USE_TIMEOUT = Duration.ofSeconds(10);

    private final KeyCalls calls;
    private final PairUses pairs;
    private final SecretUses secrets;
    private final KeyMaking making;
    private final KeyTransport transport;
    private final Trial trial;
    private final KeyRelease release;
    private final Semaphore makers;
    private final BooleanSupplier available;

    private Pkcs11HsmKeys(
            TokenSessions sessions, BooleanSupplier available, KeyEngine engine, int most) {
        this.available = available;
        HandleCache handles = new HandleCache(most, engine);
        this.calls = new KeyCalls(sessions, handles, USE_TIMEOUT);
        this.pairs = new PairUses(calls, handles);
        this.secrets = new SecretUses(calls);
        this.making = new KeyMaking(calls);
        this.transport = new KeyTransport(calls, engine);
        this.trial = new Trial(pairs, engine);
        this.release = new KeyRelease(calls);
        this.makers = new Semaphore(Math.max(1, sessions.size() / 4));
    }

    /**
     * Keys wrapped under the root key. To be closed before it.
     *
     * @param engine for public halves
     * @param most how many keys stay unwrapped inside the token
     */
    public static Pkcs11HsmKeys under(Pkcs11RootKey rootKey, KeyEngine engine, int most) {
        return new Pkcs11HsmKeys(rootKey.sessions(), rootKey::available, engine, most);
    }

    private void requireAvailable() throws HsmException {
        // Asked first: making may take a minute, which nobody should wait for a dead token.
        if (!available.getAsBoolean()) {
            throw new HsmException(HsmException.Kind.UNAVAILABLE, "the HSM does not answer");
        }
    }

    /** One of few that look for primes. */
    private HsmKey inTurn(KeySpec.Rsa spec) throws HsmException, NotOfferedException {
        try {
            if (!makers.tryAcquire(KeyMaking.LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HsmException(
                        HsmException.Kind.UNAVAILABLE, "the HSM is busy making other keys");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmException(
                    HsmException.Kind.UNAVAILABLE, "interrupted before making a key", e);
        }
        try {
            return making.pair(spec);
        } finally {
            makers.release();
        }
    }

    /** Signs once by the blob, which shows that it opens and belongs to its public half. */
    private HsmKey checked(HsmKey key) throws HsmException, NotOfferedException, BadInputException {
        if (!(key.spec() instanceof KeySpec.Oct)) { // Which was compared already.
            SignatureAlgorithm algorithm = Trial.algorithm(key.spec());
            sign(key, algorithm, new byte[algorithm.hash().orElseThrow().bytes()]);
        }
        return key;
    }

    @Override
    public HsmKey generate(KeySpec spec) throws HsmException, NotOfferedException {
        requireAvailable();
        try {
            return checked(
                    switch (spec) {
                        case KeySpec.Rsa rsa -> inTurn(rsa);
                        case KeySpec.Ec ec -> making.pair(ec);
                        case KeySpec.Oct oct -> making.secret(oct);
                    });
        } catch (BadInputException e) {
            throw new IllegalStateException("nothing was put in", e);
        }
    }

    /**
     * The same key under the root key of others of this token. It was used by its new blob.
     *
     * @param next those under that root key
     */
    HsmKey rewrapped(HsmKey key, Pkcs11HsmKeys next) throws HsmException, NotOfferedException {
        Rewrapping.Moved moved = Rewrapping.moved(calls, key, Rewrapping.target(next.calls));
        try {
            if (key.spec() instanceof KeySpec.Oct) {
                KeyMaking.requireOpens(next.calls, moved.key(), moved.sample());
            } else {
                next.checked(moved.key());
            }
        } catch (BadInputException e) {
            throw new IllegalStateException("nothing was put in", e);
        } finally {
            next.forget(moved.key()); // Those in use have the better right to stay.
        }
        return moved.key();
    }

    @Override
    public HsmKey importWrapped(HsmKey exchange, Kind kind, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException {
        requireAvailable();
        return tried(transport.unwrapped(exchange, kind, ciphertext));
    }

    /** What is wrong with it then is the fault of who brought it, not of the HSM. */
    private HsmKey tried(HsmKey key) throws HsmException, NotOfferedException, BadInputException {
        if (key.spec() instanceof KeySpec.Oct || trial.passes(key)) {
            return key;
        }
        throw KeyTransport.notUnwrapped();
    }

    @Override
    public HsmKey adopt(KeyPair pair) throws HsmException, NotOfferedException, BadInputException {
        Kind kind = pair.publicPart().spec() instanceof KeySpec.Rsa ? Kind.RSA : Kind.EC;
        requireAvailable();
        HsmKey adopted = checked(transport.adopted(kind, pair.pkcs8()));
        if (!adopted.publicPart().filter(pair.publicPart()::equals).isPresent()) {
            throw KeyCalls.failed("taking a key in: it has another");
        }
        return adopted;
    }

    @Override
    public HsmKey adopt(OctKey key) throws HsmException, NotOfferedException, BadInputException {
        requireAvailable();
        HsmKey adopted = checked(transport.adopted(Kind.OCT, key.material()));
        if (!adopted.spec().equals(key.spec())) {
            throw KeyCalls.failed("taking a key in: it has another");
        }
        return adopted;
    }

    @Override
    public byte[] sign(HsmKey key, SignatureAlgorithm algorithm, byte[] digest)
            throws HsmException, NotOfferedException, BadInputException {
        return pairs.sign(key, algorithm, digest);
    }

    @Override
    public byte[] decrypt(HsmKey key, RsaEncryption algorithm, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException {
        return pairs.decrypt(key, algorithm, ciphertext);
    }

    @Override
    public OctKey.Encrypted encrypt(
            HsmKey key, AesAlgorithm algorithm, byte[] plaintext, OctKey.Beside beside)
            throws HsmException, NotOfferedException, BadInputException {
        return secrets.encrypt(key, algorithm, plaintext, beside);
    }

    @Override
    public byte[] decrypt(
            HsmKey key, AesAlgorithm algorithm, byte[] ciphertext, OctKey.Beside beside)
            throws HsmException, NotOfferedException, BadInputException {
        return secrets.decrypt(key, algorithm, ciphertext, beside);
    }

    @Override
    public byte[] mac(HsmKey key, Hash hash, byte[] message)
            throws HsmException, NotOfferedException {
        return secrets.mac(key, hash, message);
    }

    @Override
    public byte[] release(HsmKey key, PublicPart.Rsa recipient, Hash hash)
            throws HsmException, NotOfferedException {
        return release.released(key, recipient, hash);
    }

    @Override
    public void forget(HsmKey key) {
        pairs.forget(key);
    }

    @Override
    public void close() {
        calls.end();
    }
}
