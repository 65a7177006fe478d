package io.strongroom.server.key;

import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.ReadyOctKey;

import java.security.MessageDigest;

/** A symmetric key in use, wherever it is. Its methods are {@link ReadyOctKey}'s. Thread-safe. */
sealed interface SymmetricKey extends AutoCloseable {
    int bits();

    OctKey.Encrypted encrypt(AesAlgorithm algorithm, byte[] plaintext, OctKey.Beside beside)
            throws BadInputException;

    byte[] decrypt(AesAlgorithm algorithm, byte[] ciphertext, OctKey.Beside beside)
            throws BadInputException;

    byte[] mac(Hash hash, byte[] message) throws BadInputException;

    boolean verify(Hash hash, byte[] message, byte[] code) throws BadInputException;

    /** Wipes it in this process. */
    @Override
    void close();

    /** In this process. */
    record InSoftware(ReadyOctKey key) implements SymmetricKey {
        @Override
        public int bits() {
            return key.spec().bits();
        }

        @Override
        public OctKey.Encrypted encrypt(
                AesAlgorithm algorithm, byte[] plaintext, OctKey.Beside beside)
                throws BadInputException {
            return key.encrypt(algorithm, plaintext, beside);
        }

        @Override
        public byte[] decrypt(AesAlgorithm algorithm, byte[] ciphertext, OctKey.Beside beside)
                throws BadInputException {
            return key.decrypt(algorithm, ciphertext, beside);
        }

        @Override
        public byte[] mac(Hash hash, byte[] message) {
            return key.mac(hash, message);
        }

        @Override
        public boolean verify(Hash hash, byte[] message, byte[] code) {
            return key.verify(hash, message, code);
        }

        @Override
        public void close() {
            key.close();
        }
    }

    /** In the HSM. */
    record InHsm(HsmKeys hsm, HsmKey key) implements SymmetricKey {
        @Override
        public int bits() {
            return ((KeySpec.Oct) key.spec()).bits();
        }

        @Override
        public OctKey.Encrypted encrypt(
                AesAlgorithm algorithm, byte[] plaintext, OctKey.Beside beside)
                throws BadInputException {
            return HsmCall.of(() -> hsm.encrypt(key, algorithm, plaintext, beside));
        }

        @Override
        public byte[] decrypt(AesAlgorithm algorithm, byte[] ciphertext, OctKey.Beside beside)
                throws BadInputException {
            return HsmCall.of(() -> hsm.decrypt(key, algorithm, ciphertext, beside));
        }

        @Override
        public byte[] mac(Hash hash, byte[] message) throws BadInputException {
            return HsmCall.of(() -> hsm.mac(key, hash, message));
        }

        @Override
        public boolean verify(Hash hash, byte[] message, byte[] code) throws BadInputException {
            return MessageDigest.isEqual(mac(hash, message), code);
        }

        /** Does not block, and wipes nothing: there is nothing here but a blob. */
        @Override
        public void close() {}

        /** The HSM lets go of it. */
        void forget() {
            hsm.forget(key);
        }
    }
}
