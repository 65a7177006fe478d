package io.strongroom.server.access;

/**
 * What a caller may be allowed to do with secrets: one constant per operation of the API, each with
 * the data action that roles grant. Several operations share an action, as in Azure.
 *
 * <p>Source: Azure resource provider operations, Microsoft.KeyVault.
 */
public enum Permission {
    SET_SECRET("setSecret/action"),
    GET_SECRET("getSecret/action"),
    UPDATE_SECRET("update/action"),
    DELETE_SECRET("delete"),
    LIST_SECRETS("readMetadata/action"),
    LIST_SECRET_VERSIONS("readMetadata/action"),
    BACKUP_SECRET("backup/action"),
    RESTORE_SECRET("restore/action"),
    LIST_DELETED_SECRETS("readMetadata/action"),
    GET_DELETED_SECRET("readMetadata/action"),
    RECOVER_SECRET("recover/action"),
    PURGE_SECRET("purge/action");

    private final String dataAction;

    Permission(String verb) {
        this.dataAction = "Microsoft.KeyVault/vaults/secrets/" + verb;
    }

    /** The full data action, such as {@code Microsoft.KeyVault/vaults/secrets/delete}. */
    public String dataAction() {
        return dataAction;
    }
}
