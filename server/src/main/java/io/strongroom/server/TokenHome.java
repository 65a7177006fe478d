package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.pkcs11.Pkcs11RootKey;
import io.strongroom.hsm.pkcs11.Pkcs11RootKeyDevice;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.hsm.pkcs11.RootKeyTransport;
import io.strongroom.server.admin.RootKeyHome;
import io.strongroom.server.config.RootKeySettings;

import java.util.List;
import java.util.Optional;

/**
 * The token with this node's root key, by the sessions that it is used through. Thread-safe.
 *
 * @param generation of the root key that is in use
 */
record TokenHome(RootKeyTransport transport, RootKeySettings.Pkcs11 place, int generation)
        implements RootKeyHome {
    static Optional<RootKeyHome> of(RootKey rootKey, int generation, RootKeySettings settings) {
        if (!(rootKey instanceof Pkcs11RootKey token) || settings.pkcs11().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TokenHome(token.transport(), settings.pkcs11().get(), generation));
    }

    @Override
    public String tokenLabel() {
        return place.tokenLabel();
    }

    @Override
    public String keyLabel() {
        return keyLabel(generation);
    }

    @Override
    public String keyLabel(int one) {
        return Pkcs11RootKeyDevice.label(place.keyLabel(), one);
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
    public byte[] wrap(int one, byte[] subjectPublicKeyInfo)
            throws HsmException, BadInputException {
        return transport.wrapRoot(keyLabel(one), subjectPublicKeyInfo);
    }
}
