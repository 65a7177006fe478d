package io.strongroom.server.item;

import io.strongroom.server.http.ApiVersion;
import io.strongroom.storage.command.Vault;

import org.jspecify.annotations.Nullable;

/**
 * What an item's attributes say of its vault.
 *
 * @param vault whose settings give the recovery level, computed when read
 */
public record ItemAttributesWriter(Vault vault, ApiVersion version) {
    private static final int FULL_RETENTION_DAYS = 90;

    /** Source: Key Vault REST API, DeletionRecoveryLevel. */
    public String recoveryLevel() {
        String level =
                vault.retentionDays() == FULL_RETENTION_DAYS
                        ? "Recoverable"
                        : "CustomizedRecoverable";
        return vault.purgeProtection() ? level : level + "+Purgeable";
    }

    /** Null in versions of the API that do not have it. */
    public @Nullable Integer recoverableDays() {
        return version.hasRecoverableDays() ? vault.retentionDays() : null;
    }
}
