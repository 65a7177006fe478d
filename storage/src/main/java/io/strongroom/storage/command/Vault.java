package io.strongroom.storage.command;

/**
 * A vault as created.
 *
 * @param retentionDays 7-90, fixed at creation
 * @param purgeProtection deleted items leave only when their retention has passed
 */
public record Vault(VaultName name, int retentionDays, boolean purgeProtection) {
    public Vault {
        if (retentionDays < 7 || retentionDays > 90) {
            throw new IllegalArgumentException(
                    "a vault's retention is 7 to 90 days, not " + retentionDays);
        }
    }
}
