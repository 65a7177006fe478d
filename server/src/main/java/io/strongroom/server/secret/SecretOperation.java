package io.strongroom.server.secret;

import io.strongroom.server.access.Permission;

/**
 * The operations of the secrets API under the names of Key Vault's audit log, each with the permission it
 * needs and whether it changes anything. A restore reads the state to open the blob, but only changes.
 */
public enum SecretOperation {
    SecretSet(Permission.SECRETS_SET, true),
    SecretGet(Permission.SECRETS_GET, false),
    SecretUpdate(Permission.SECRETS_UPDATE, true),
    SecretDelete(Permission.SECRETS_DELETE, true),
    SecretList(Permission.SECRETS_READ_METADATA, false),
    SecretListVersions(Permission.SECRETS_READ_METADATA, false),
    SecretBackup(Permission.SECRETS_BACKUP, false),
    SecretRestore(Permission.SECRETS_RESTORE, true),
    SecretListDeleted(Permission.SECRETS_READ_METADATA, false),
    SecretGetDeleted(Permission.SECRETS_READ_METADATA, false),
    SecretRecover(Permission.SECRETS_RECOVER, true),
    SecretPurge(Permission.SECRETS_PURGE, true);

    private final Permission permission;
    private final boolean changes;

    SecretOperation(Permission permission, boolean changes) {
        this.permission = permission;
        this.changes = changes;
    }

    public Permission permission() {
        return permission;
    }

    public boolean changes() {
        return changes;
    }

    public static SecretOperation of(SecretCall call) {
        return switch (call) {
            case SecretCall.Set _ -> SecretSet;
            case SecretCall.Get _ -> SecretGet;
            case SecretCall.Update _ -> SecretUpdate;
            case SecretCall.Delete _ -> SecretDelete;
            case SecretCall.ListSecrets _ -> SecretList;
            case SecretCall.ListVersions _ -> SecretListVersions;
            case SecretCall.Backup _ -> SecretBackup;
            case SecretCall.Restore _ -> SecretRestore;
            case SecretCall.ListDeleted _ -> SecretListDeleted;
            case SecretCall.GetDeleted _ -> SecretGetDeleted;
            case SecretCall.Recover _ -> SecretRecover;
            case SecretCall.Purge _ -> SecretPurge;
        };
    }
}
