package io.strongroom.server.ceremony;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.hsm.pkcs11.RootKeyTransport;

import java.util.List;
import java.util.Optional;

/** The token that the root key is to come into. */
interface Newcomer {
    List<RootKeyInfo> rootKeys() throws HsmException;

    /** The public half of the pair with that label. */
    Optional<byte[]> publicKey(String pairLabel) throws HsmException;

    byte[] newPair(String pairLabel) throws HsmException;

    void deletePair(String pairLabel) throws HsmException;

    void unwrapRoot(Parcel parcel, String rootLabel, byte[] fingerprint) throws HsmException;

    /** A wrapped root key, and the pair that it was wrapped to. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Parcel(String pairLabel, byte[] wrapped) {}

    /** A real one. */
    record Token(RootKeyTransport transport) implements Newcomer {
        @Override
        public List<RootKeyInfo> rootKeys() throws HsmException {
            return transport.rootKeys();
        }

        @Override
        public Optional<byte[]> publicKey(String pairLabel) throws HsmException {
            return transport.publicKey(pairLabel);
        }

        @Override
        public byte[] newPair(String pairLabel) throws HsmException {
            return transport.newPair(pairLabel).subjectPublicKeyInfo();
        }

        @Override
        public void deletePair(String pairLabel) throws HsmException {
            transport.deletePair(pairLabel);
        }

        @Override
        public void unwrapRoot(Parcel parcel, String rootLabel, byte[] fingerprint)
                throws HsmException {
            transport.unwrapRoot(parcel.pairLabel(), parcel.wrapped(), rootLabel, fingerprint);
        }
    }
}
