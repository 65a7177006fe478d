package io.strongroom.server.key;

import io.strongroom.server.access.Permission;

/**
 * The operations of the keys API under the names of Key Vault's audit log, each with the permission
 * it needs and whether it changes anything.
 */
public enum KeyApiOperation {
    KeyCreate(Permission.CREATE_KEY, true),
    KeyImport(Permission.IMPORT_KEY, true),
    KeyGet(Permission.GET_KEY, false),
    KeyUpdate(Permission.UPDATE_KEY, true),
    KeyDelete(Permission.DELETE_KEY, true),
    KeyList(Permission.LIST_KEYS, false),
    KeyListVersions(Permission.LIST_KEY_VERSIONS, false),
    KeyEncrypt(Permission.ENCRYPT, false),
    KeyDecrypt(Permission.DECRYPT, false),
    KeyWrap(Permission.WRAP_KEY, false),
    KeyUnwrap(Permission.UNWRAP_KEY, false),
    KeySign(Permission.SIGN, false),
    KeyVerify(Permission.VERIFY, false),
    KeyRotate(Permission.ROTATE_KEY, true),
    KeyListDeleted(Permission.LIST_DELETED_KEYS, false),
    KeyGetDeleted(Permission.GET_DELETED_KEY, false),
    KeyRecover(Permission.RECOVER_KEY, true),
    KeyPurge(Permission.PURGE_KEY, true),
    KeyRelease(Permission.RELEASE_KEY, false),
    KeyGetAttestation(Permission.GET_KEY, false),
    KeyBackup(Permission.BACKUP_KEY, false),
    KeyRestore(Permission.RESTORE_KEY, true),
    KeyRotationPolicyGet(Permission.GET_ROTATION_POLICY, false),
    KeyRotationPolicySet(Permission.SET_ROTATION_POLICY, true),
    RandomBytesGet(Permission.GET_RANDOM_BYTES, false);

    private final Permission permission;
    private final boolean changes;

    KeyApiOperation(Permission permission, boolean changes) {
        this.permission = permission;
        this.changes = changes;
    }

    public Permission permission() {
        return permission;
    }

    public boolean changes() {
        return changes;
    }

    /**
     * Whether what it changes to is made of, or looked at beside, what is there, which has to be
     * the newest then: the key that is rotated or updated, the one that an imported key is wrapped
     * to, and the deleted one whose name is refused before a key is made for it. What a restore is
     * about shows only in its content, and may be refused then. What was released cannot be taken
     * back, so it is never released by an older state.
     */
    public boolean readsFirst() {
        return this == KeyCreate
                || this == KeyRotate
                || this == KeyUpdate
                || this == KeyImport
                || this == KeyRestore
                || this == KeyRelease;
    }

    public static KeyApiOperation of(KeyCall call) {
        return switch (call) {
            case KeyCall.Create _ -> KeyCreate;
            case KeyCall.Import _ -> KeyImport;
            case KeyCall.Get _ -> KeyGet;
            case KeyCall.Update _ -> KeyUpdate;
            case KeyCall.Delete _ -> KeyDelete;
            case KeyCall.ListKeys _ -> KeyList;
            case KeyCall.ListVersions _ -> KeyListVersions;
            case KeyCall.Use(_, _, KeyUse use) ->
                    switch (use) {
                        case ENCRYPT -> KeyEncrypt;
                        case DECRYPT -> KeyDecrypt;
                        case WRAP -> KeyWrap;
                        case UNWRAP -> KeyUnwrap;
                        case SIGN -> KeySign;
                        case VERIFY -> KeyVerify;
                    };
            case KeyCall.Rotate _ -> KeyRotate;
            case KeyCall.ListDeleted _ -> KeyListDeleted;
            case KeyCall.GetDeleted _ -> KeyGetDeleted;
            case KeyCall.Recover _ -> KeyRecover;
            case KeyCall.Purge _ -> KeyPurge;
            case KeyCall.Release _ -> KeyRelease;
            case KeyCall.Attest _ -> KeyGetAttestation;
            case KeyCall.Backup _ -> KeyBackup;
            case KeyCall.Restore _ -> KeyRestore;
            case KeyCall.GetRotationPolicy _ -> KeyRotationPolicyGet;
            case KeyCall.SetRotationPolicy _ -> KeyRotationPolicySet;
            case KeyCall.RandomBytes _ -> RandomBytesGet;
        };
    }
}
