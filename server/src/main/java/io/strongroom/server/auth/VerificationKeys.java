package io.strongroom.server.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;

import io.strongroom.storage.command.IssuerKey;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The issuer's public keys as the replicated state has them now. Thread-safe; parsed again only
 * when the state's keys differ from the last ones seen.
 */
public final class VerificationKeys {
    private final Supplier<List<IssuerKey>> source;
    private volatile Snapshot last = new Snapshot(0, List.of(), new JWKSet());

    private final AtomicLong versions = new AtomicLong();

    /**
     * The keys of one moment.
     *
     * @param version differs whenever the keys do
     * @param publicKeys RSA keys with their kid, never a private part
     */
    record Snapshot(long version, List<IssuerKey> keys, JWKSet publicKeys) {}

    /**
     * @param source called for every request, so it should be cheap
     */
    public VerificationKeys(Supplier<List<IssuerKey>> source) {
        this.source = source;
    }

    Snapshot current() {
        List<IssuerKey> keys = source.get();
        Snapshot known = last;
        if (known.keys().equals(keys)) {
            return known;
        }
        Snapshot fresh = new Snapshot(versions.incrementAndGet(), List.copyOf(keys), parse(keys));
        last = fresh;
        return fresh;
    }

    /** The key set document of the discovery endpoint. */
    public String toJson() {
        return current().publicKeys().toString(true);
    }

    private static JWKSet parse(List<IssuerKey> keys) {
        List<JWK> parsed = new ArrayList<>();
        for (IssuerKey key : keys) {
            try {
                RSAKey rsa = RSAKey.parse(key.publicJwk()).toPublicJWK();
                parsed.add(new RSAKey.Builder(rsa).keyID(key.keyId()).build());
            } catch (ParseException | IllegalStateException e) {
                throw new IllegalStateException(
                        "issuer key " + key.keyId() + " of the replicated state is no RSA JWK", e);
            }
        }
        return new JWKSet(parsed);
    }
}
