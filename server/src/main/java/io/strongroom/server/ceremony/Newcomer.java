package io.strongroom.server.ceremony;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.hsm.pkcs11.RootKeyTransport;
import io.strongroom.hsm.pkcs11.TransportPair;

import java.util.List;

/** The token that the root key is to come into. */
interface Newcomer {
    List<RootKeyInfo> rootKeys() throws HsmException;

    /** The pairs of that name, whoever made them. */
    List<TransportPair> pairs(String name) throws HsmException;

    TransportPair newPair(String name) throws HsmException;

    void deletePair(String pairLabel) throws HsmException;

    void unwrapRoot(Parcel parcel, String rootLabel, byte[] fingerprint) throws HsmException;

    /** A wrapped root key, and the pair that it was wrapped to. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Parcel(TransportPair pair, byte[] wrapped) {}

    /** A real one. */
    record Token(RootKeyTransport transport) implements Newcomer {
        @Override
        public List<RootKeyInfo> rootKeys() throws HsmException {
            return transport.rootKeys();
        }

        @Override
        public List<TransportPair> pairs(String name) throws HsmException {
            return transport.pairs(name);
        }

        @Override
        public TransportPair newPair(String name) throws HsmException {
            return transport.newPair(name);
        }

        @Override
        public void deletePair(String pairLabel) throws HsmException {
            transport.deletePair(pairLabel);
        }

        @Override
        public void unwrapRoot(Parcel parcel, String rootLabel, byte[] fingerprint)
                throws HsmException {
            transport.unwrapRoot(parcel.pair(), parcel.wrapped(), rootLabel, fingerprint);
        }
    }
}
