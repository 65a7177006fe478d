package io.strongroom.server.item;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.PublicNames;
import io.strongroom.storage.command.Result;

/**
 * Refusals that all kinds of items have in common, and their texts; clients match on parts of some
 * of them. Immutable.
 *
 * @param kind in the middle of a sentence, such as {@code secret}
 * @param missing the code of an item that is not there
 */
public record ItemErrors(String kind, ErrorCode missing) {
    public ApiException notFound(String nameOrId) {
        return new ApiException(
                missing,
                "A %1$s with (name/id) %2$s was not found in this key vault. If it was deleted recently, it may be among the deleted %1$ss and can be recovered."
                        .formatted(kind, nameOrId));
    }

    public ApiException deletedNotFound(String name) {
        return new ApiException(missing, "Deleted %s not found: %s".formatted(title(), name));
    }

    /**
     * The answer for a command's refusal.
     *
     * @param host the vault's host name
     * @param name what the command was about, as the caller named it
     */
    public ApiException of(Result refusal, String host, String name) {
        return switch (refusal) {
            case Result.VaultMissing() -> PublicNames.unknownVault(host);
            case Result.ItemMissing() -> notFound(name);
            case Result.DeletedItemMissing() -> deletedNotFound(name);
            case Result.ItemIsDeleted() ->
                    new ApiException(
                            ErrorCode.OBJECT_IS_DELETED,
                            "%s %s is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the %s can only be recovered or purged."
                                    .formatted(title(), name, kind));
            case Result.ItemExists() ->
                    new ApiException(
                            ErrorCode.CONFLICT,
                            "A %s with the name %s exists in this key vault."
                                    .formatted(kind, name));
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
                    Result.KeyStored(_),
                    Result.KeyDeleted(_),
                    Result.RotationPolicyStored(_),
                    Result.KeyChanged(),
                    Result.ReleasePolicyFixed(),
                    Result.PurgedDue(_),
                    Result.RootKeyRefused _,
                    Result.Rewrapped _,
                    Result.PolicyChanged(),
                    Result.RoleAssignmentMissing(),
                    Result.RoleAssignmentRemoved(),
                    Result.LevelUnsupported(_) ->
                    new ApiException(
                            ErrorCode.INTERNAL_ERROR, "The cluster gave an unexpected answer.");
        };
    }

    private String title() {
        return Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
    }
}
