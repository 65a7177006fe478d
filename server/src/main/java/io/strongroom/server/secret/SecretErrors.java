package io.strongroom.server.secret;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.PublicNames;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;

/** Refusals of the secrets API and their texts; clients match on parts of some of them. */
final class SecretErrors {
    private SecretErrors() {}

    static ApiException notFound(String nameOrId) {
        return new ApiException(
                ErrorCode.SECRET_NOT_FOUND,
                "A secret with (name/id) "
                        + nameOrId
                        + " was not found in this key vault. If it was deleted recently, it may be"
                        + " among the deleted secrets and can be recovered.");
    }

    static ApiException deletedNotFound(ItemName name) {
        return new ApiException(
                ErrorCode.SECRET_NOT_FOUND, "Deleted Secret not found: " + name.value());
    }

    static ApiException disabled() {
        return new ApiException(
                ErrorCode.SECRET_DISABLED, "Operation get is not allowed on a disabled secret.");
    }

    /**
     * The answer for a command's refusal.
     *
     * @param host the vault's host name
     * @param name what the command was about, as the caller named it
     */
    static ApiException of(Result refusal, String host, String name) {
        return switch (refusal) {
            case Result.VaultMissing() -> PublicNames.unknownVault(host);
            case Result.ItemMissing() -> notFound(name);
            case Result.DeletedItemMissing() ->
                    new ApiException(
                            ErrorCode.SECRET_NOT_FOUND, "Deleted Secret not found: " + name);
            case Result.ItemIsDeleted() ->
                    new ApiException(
                            ErrorCode.OBJECT_IS_DELETED,
                            "Secret "
                                    + name
                                    + " is currently in a deleted but recoverable state, and its"
                                    + " name cannot be reused; in this state, the secret can only"
                                    + " be recovered or purged.");
            case Result.ItemExists() ->
                    new ApiException(
                            ErrorCode.CONFLICT,
                            "A secret with the name " + name + " exists in this key vault.");
            case Result.PurgeProtected() ->
                    new ApiException(
                            ErrorCode.FORBIDDEN,
                            "Operation \"purge\" is not allowed: purge protection is enabled for"
                                    + " this vault.");
            case Result.TimesContradict() ->
                    ApiException.badParameter("The attribute exp must be later than nbf.");
            case Result.RequestIdReused() ->
                    new ApiException(
                            ErrorCode.CONFLICT,
                            "This Repeatability-Request-ID was used before for another request.");
            case Result.AlreadyThere(),
                    Result.Done(),
                    Result.SecretStored(_),
                    Result.SecretDeleted(_),
                    Result.PurgedDue(_),
                    Result.KeyStored(_),
                    Result.KeyDeleted(_),
                    Result.RotationPolicyStored(_),
                    Result.KeyChanged(),
                    Result.ReleasePolicyFixed(),
                    Result.PolicyChanged(),
                    Result.RoleAssignmentMissing(),
                    Result.RoleAssignmentRemoved(),
                    Result.LevelUnsupported(_) ->
                    new ApiException(
                            ErrorCode.INTERNAL_ERROR, "The cluster gave an unexpected answer.");
        };
    }
}
