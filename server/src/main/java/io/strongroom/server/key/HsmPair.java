package io.strongroom.server.key;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;

/**
 * A pair whose private half is used by the HSM and whose public half is used in software. Closing
 * it frees the public half only. Thread-safe.
 */
final class HsmPair implements ReadyKey {
    private final HsmKeys hsm;
    private final HsmKey key;
    private final ReadyPublicKey publicHalf;

    /** Takes the public half over. */
    HsmPair(HsmKeys hsm, HsmKey key, ReadyPublicKey publicHalf) {
        this.hsm = hsm;
        this.key = key;
        this.publicHalf = publicHalf;
    }

    @Override
    public KeySpec spec() {
        return key.spec();
    }

    @Override
    public byte[] sign(SignatureAlgorithm algorithm, byte[] digest) throws BadInputException {
        return HsmCall.of(() -> hsm.sign(key, algorithm, digest));
    }

    @Override
    public byte[] decrypt(RsaEncryption algorithm, byte[] ciphertext) throws BadInputException {
        return HsmCall.of(() -> hsm.decrypt(key, algorithm, ciphertext));
    }

    @Override
    public boolean verify(SignatureAlgorithm algorithm, byte[] digest, byte[] signature)
            throws BadInputException {
        return publicHalf.verify(algorithm, digest, signature);
    }

    @Override
    public byte[] encrypt(RsaEncryption algorithm, byte[] plaintext) throws BadInputException {
        return publicHalf.encrypt(algorithm, plaintext);
    }

    /** The HSM lets go of the private half. */
    void forget() {
        hsm.forget(key);
    }

    @Override
    public void close() {
        publicHalf.close();
    }
}
