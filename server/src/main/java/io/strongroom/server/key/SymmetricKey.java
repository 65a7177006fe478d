package io.strongroom.server.key;

import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey;

import java.security.MessageDigest;

/** A symmetric key in use, wherever it is. Its methods are {@link OctKey}'s. Thread-safe. */
sealed interface SymmetricKey {
    int bits();

    OctKey.Encrypted encrypt(AesAlgorithm algorithm, byte[] plaintext, OctKey.Beside beside)
            throws BadInputException;

    byte[] decrypt(AesAlgorithm algorithm, byte[] ciphertext, OctKey.Beside beside)
            throws BadInputException;

    byte[] mac(Hash hash, byte[] message) throws BadInputException;

    boolean verify(Hash hash, byte[] message, byte[] code) throws BadInputException;

    /** In this process. */
    record InSoftware(OctKey key) implements SymmetricKey {
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

        /** The HSM lets go of it. */
        void forget() {
            hsm.forget(key);
        }
    }
}
