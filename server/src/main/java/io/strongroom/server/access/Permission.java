package io.strongroom.server.access;

/**
 * What a caller may be allowed to do: one constant per operation of the API, each with the data
 * action that roles grant. Several operations share an action, as in Azure.
 *
 * <p>Source: Azure resource provider operations, Microsoft.KeyVault.
 */
public enum Permission {
    SET_SECRET("secrets/setSecret/action"),
    GET_SECRET("secrets/getSecret/action"),
    UPDATE_SECRET("secrets/update/action"),
    DELETE_SECRET("secrets/delete"),
    LIST_SECRETS("secrets/readMetadata/action"),
    LIST_SECRET_VERSIONS("secrets/readMetadata/action"),
    BACKUP_SECRET("secrets/backup/action"),
    RESTORE_SECRET("secrets/restore/action"),
    LIST_DELETED_SECRETS("secrets/readMetadata/action"),
    GET_DELETED_SECRET("secrets/readMetadata/action"),
    RECOVER_SECRET("secrets/recover/action"),
    PURGE_SECRET("secrets/purge/action"),
    CREATE_KEY("keys/create/action"),
    IMPORT_KEY("keys/import/action"),
    GET_KEY("keys/read"),
    UPDATE_KEY("keys/update/action"),
    DELETE_KEY("keys/delete"),
    LIST_KEYS("keys/read"),
    LIST_KEY_VERSIONS("keys/read"),
    BACKUP_KEY("keys/backup/action"),
    RESTORE_KEY("keys/restore/action"),
    LIST_DELETED_KEYS("keys/read"),
    GET_DELETED_KEY("keys/read"),
    RECOVER_KEY("keys/recover/action"),
    PURGE_KEY("keys/purge/action"),
    ENCRYPT("keys/encrypt/action"),
    DECRYPT("keys/decrypt/action"),
    WRAP_KEY("keys/wrap/action"),
    UNWRAP_KEY("keys/unwrap/action"),
    SIGN("keys/sign/action"),
    VERIFY("keys/verify/action"),
    RELEASE_KEY("keys/release/action"),
    ROTATE_KEY("keys/rotate/action"),
    GET_ROTATION_POLICY("keyrotationpolicies/read"),
    SET_ROTATION_POLICY("keyrotationpolicies/write"),
    GET_RANDOM_BYTES("keys/read");

    private final String dataAction;

    Permission(String action) {
        this.dataAction = "Microsoft.KeyVault/vaults/" + action;
    }

    /** The full data action, such as {@code Microsoft.KeyVault/vaults/secrets/delete}. */
    public String dataAction() {
        return dataAction;
    }
}
