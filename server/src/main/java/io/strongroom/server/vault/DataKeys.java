package io.strongroom.server.vault;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.http.ApiException;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.view.StateView;

/** Finds data keys in the replicated state. */
public final class DataKeys {
    /** Owner of the key that seals what belongs to no vault, such as the issuer's signing keys. */
    public static final String CLUSTER = "cluster";

    /** Owner of the key that seals backups. */
    public static final String BACKUP = "backup";

    public static final int FIRST_GENERATION = 1;

    private DataKeys() {}

    public static String ofVault(VaultName vault) {
        return "vault:" + vault.value();
    }

    /** The key that new values are sealed under. */
    public static Sealer.DataKey latest(StateView view, String owner) {
        return key(view.latestDataKey(owner).orElseThrow(() -> missing(owner)));
    }

    public static Sealer.DataKey of(StateView view, String owner, int generation) {
        return key(view.dataKey(owner, generation).orElseThrow(() -> missing(owner)));
    }

    public static Sealer.DataKey key(WrappedDataKey wrapped) {
        return new Sealer.DataKey(
                wrapped.owner(),
                wrapped.generation(),
                wrapped.wrapped().toArray(),
                wrapped.rootGeneration());
    }

    /** As the state keeps it. */
    public static WrappedDataKey wrapped(Sealer.DataKey key) {
        return new WrappedDataKey(
                key.owner(), key.generation(), Bytes.copyOf(key.wrapped()), key.rootGeneration());
    }

    private static ApiException missing(String owner) {
        return new ApiException(
                ErrorCode.INTERNAL_ERROR, "The data key of " + owner + " is missing on this node.");
    }
}
