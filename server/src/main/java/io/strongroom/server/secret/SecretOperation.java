package io.strongroom.server.secret;

import io.strongroom.server.access.Permission;

/**
 * The operations of the secrets API under the names of Key Vault's audit log, each with the
 * permission it needs and whether it changes anything. A restore reads the state to open the blob,
 * but only changes.
 */
public enum SecretOperation {
    SecretSet(Permission.SET_SECRET, true),
    SecretGet(Permission.GET_SECRET, false),
    SecretUpdate(Permission.UPDATE_SECRET, true),
    SecretDelete(Permission.DELETE_SECRET, true),
    SecretList(Permission.LIST_SECRETS, false),
    SecretListVersions(Permission.LIST_SECRET_VERSIONS, false),
    SecretBackup(Permission.BACKUP_SECRET, false),
    SecretRestore(Permission.RESTORE_SECRET, true),
    SecretListDeleted(Permission.LIST_DELETED_SECRETS, false),
    SecretGetDeleted(Permission.GET_DELETED_SECRET, false),
    SecretRecover(Permission.RECOVER_SECRET, true),
    SecretPurge(Permission.PURGE_SECRET, true);

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
