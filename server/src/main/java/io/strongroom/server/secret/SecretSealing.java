package io.strongroom.server.secret;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.vault.DataKeys;
import io.strongroom.server.vault.Identity;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.view.StateView;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Seals and opens the values of secrets under their vault's data keys. Thread-safe. */
final class SecretSealing {
    private final Sealer sealer;

    SecretSealing(Sealer sealer) {
        this.sealer = sealer;
    }

    /** The value sealed for exactly this version of this secret in this vault. */
    Bytes seal(StateView view, VaultName vault, ItemName name, VersionId version, byte[] value) {
        try {
            Sealer.DataKey key = DataKeys.latest(view, DataKeys.ofVault(vault));
            return Bytes.copyOf(sealer.seal(key, identity(vault, name, version), value));
        } catch (HsmException e) {
            throw ErrorMapper.of(e);
        }
    }

    Bytes seal(StateView view, VaultName vault, ItemName name, VersionId version, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        try {
            return seal(view, vault, name, version, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The plaintext; the caller wipes it. */
    byte[] open(StateView view, VaultName vault, SecretVersion secret) {
        byte[] sealed = secret.sealedValue().toArray();
        try {
            Sealer.DataKey key =
                    DataKeys.of(view, DataKeys.ofVault(vault), Sealer.generationOf(sealed));
            return sealer.open(key, identity(vault, secret.name(), secret.version()), sealed);
        } catch (HsmException e) {
            throw ErrorMapper.of(e);
        }
    }

    String openText(StateView view, VaultName vault, SecretVersion secret) {
        byte[] value = open(view, vault, secret);
        try {
            return new String(value, StandardCharsets.UTF_8);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    /**
     * A keyed digest of what a request brings, by which a repetition under the same request id is
     * recognised without storing the value.
     */
    Bytes digest(StateView view, VaultName vault, byte[] value) {
        try {
            Sealer.DataKey key =
                    DataKeys.of(view, DataKeys.ofVault(vault), DataKeys.FIRST_GENERATION);
            return Bytes.copyOf(
                    sealer.digest(key, Identity.of("secret-request", vault.value()), value));
        } catch (HsmException e) {
            throw ErrorMapper.of(e);
        }
    }

    private static byte[] identity(VaultName vault, ItemName name, VersionId version) {
        return Identity.of("secret", vault.value(), name.key(), version.value());
    }
}
