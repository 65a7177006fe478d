package io.strongroom.server.key.release;

import java.util.Optional;

/** Signs what is released, in the cluster's name. Thread-safe. */
@FunctionalInterface
public interface ReleaseSigner {
    /**
     * The payload as a compact JWS (RFC 7515), verified by the keys of the embedded issuer, that
     * can never pass for one of its tokens.
     *
     * @return empty while there is no key to sign with
     */
    Optional<String> sign(byte[] payload);
}
