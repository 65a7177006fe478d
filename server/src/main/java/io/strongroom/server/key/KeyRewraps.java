package io.strongroom.server.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeyRing;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.RewrappedKey;
import io.strongroom.storage.view.KeyUnderRoot;
import io.strongroom.storage.view.StateView;

/** Takes keys in the HSM from one root key to another. Thread-safe. */
public final class KeyRewraps {
    private final KeyCrypto crypto;
    private final KeySealing sealing;

    public KeyRewraps(KeyCrypto crypto) {
        this.crypto = crypto;
        this.sealing = new KeySealing(crypto.sealer());
    }

    /**
     * The key under another root key, its blob sealed anew.
     *
     * @throws HsmException when this node's HSM cannot do it now
     * @throws io.strongroom.server.http.ApiException when the sealed blob does not open
     */
    public RewrappedKey rewrapped(StateView view, KeyUnderRoot key, int rootGeneration)
            throws HsmException {
        HsmKeyRing ring =
                crypto.hsm()
                        .orElseThrow(() ->
                                new HsmException(
                                        HsmException.Kind.CONFIGURATION, "this node has no HSM"));
        KeyVersion version = key.version();
        HsmKey old;
        try (SecretBytes blob = sealing.open(view, key.vault(), version)) {
            old = Materials.hsmKey(version.material(), blob);
        }
        HsmKey moved;
        try {
            moved = ring.rewrapped(old, version.material().rootGeneration(), rootGeneration);
        } catch (NotOfferedException e) {
            throw new HsmException(
                    HsmException.Kind.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
        try (SecretBytes blob = SecretBytes.copyOf(moved.blob())) {
            Bytes after = sealing.seal(view, key.vault(), version.name(), version.version(), blob);
            return new RewrappedKey(
                    key.vault(),
                    version.name(),
                    version.version(),
                    version.material().sealedPrivate(),
                    after);
        }
    }
}
