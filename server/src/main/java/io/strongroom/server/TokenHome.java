package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.pkcs11.Pkcs11RootKey;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.hsm.pkcs11.RootKeyTransport;
import io.strongroom.server.admin.RootKeyHome;
import io.strongroom.server.config.RootKeySettings;

import java.util.List;
import java.util.Optional;

/** The token with this node's root key, by the sessions that it is used through. Thread-safe. */
record TokenHome(RootKeyTransport transport, RootKeySettings.Pkcs11 settings)
        implements RootKeyHome {
    static Optional<RootKeyHome> of(RootKey rootKey, RootKeySettings settings) {
        return rootKey instanceof Pkcs11RootKey token && settings.pkcs11().isPresent()
                ? Optional.of(new TokenHome(token.transport(), settings.pkcs11().get()))
                : Optional.empty();
    }

    @Override
    public String tokenLabel() {
        return settings.tokenLabel();
    }

    @Override
    public String keyLabel() {
        return settings.keyLabel();
    }

    @Override
    public List<RootKeyInfo> keys() throws HsmException {
        return transport.rootKeys();
    }

    @Override
    public List<String> mechanisms() throws HsmException {
        return transport.mechanisms();
    }

    @Override
    public byte[] wrap(byte[] subjectPublicKeyInfo) throws HsmException, BadInputException {
        return transport.wrapRoot(keyLabel(), subjectPublicKeyInfo);
    }
}
