package io.strongroom.server.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

/** Seals and opens the private halves of keys under their vault's data keys. Thread-safe. */
final class KeySealing {
    private final Sealer sealer;

    KeySealing(Sealer sealer) {
        this.sealer = sealer;
    }

    /** The private half sealed for exactly this version of this key in this vault. */
    Bytes seal(
            StateView view,
            VaultName vault,
            ItemName name,
            VersionId version,
            SecretBytes privateHalf) {
        Sealer.DataKey key = DataKeys.latest(view, DataKeys.ofVault(vault));
        byte[] identity = identity(vault, name, version);
        return privateHalf.use(bytes -> {
            try {
                return Bytes.copyOf(sealer.seal(key, identity, bytes));
            } catch (HsmException e) {
                throw ErrorMapper.of(e);
            }
        });
    }

    /** The private half, for the caller to close. */
    SecretBytes open(StateView view, VaultName vault, KeyVersion version) {
        byte[] sealed = version.material().sealedPrivate().toArray();
        try {
            Sealer.DataKey key =
                    DataKeys.of(view, DataKeys.ofVault(vault), Sealer.generationOf(sealed));
            byte[] identity = identity(vault, version.name(), version.version());
            return SecretBytes.adopt(sealer.open(key, identity, sealed));
        } catch (HsmException e) {
            throw ErrorMapper.of(e);
        }
    }

    /**
     * A keyed digest of a private half that a request brings, by which a repetition under the same
     * request id is recognised without storing it.
     */
    Bytes digest(StateView view, VaultName vault, SecretBytes privateHalf) {
        Sealer.DataKey key = DataKeys.of(view, DataKeys.ofVault(vault), DataKeys.FIRST_GENERATION);
        byte[] context = Identity.of("key-request", vault.value());
        return privateHalf.use(bytes -> {
            try {
                return Bytes.copyOf(sealer.digest(key, context, bytes));
            } catch (HsmException e) {
                throw ErrorMapper.of(e);
            }
        });
    }

    private static byte[] identity(VaultName vault, ItemName name, VersionId version) {
        return Identity.of("key", vault.value(), name.key(), version.value());
    }
}
