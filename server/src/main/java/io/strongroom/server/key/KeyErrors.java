package io.strongroom.server.key;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.PublicNames;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;

/** Refusals of the keys API and their texts; clients match on parts of some of them. */
final class KeyErrors {
    private KeyErrors() {}

    static ApiException notFound(String nameOrId) {
        return new ApiException(
                ErrorCode.KEY_NOT_FOUND,
                "A key with (name/id) "
                        + nameOrId
                        + " was not found in this key vault. If it was deleted recently, it may be"
                        + " among the deleted keys and can be recovered.");
    }

    static ApiException deletedNotFound(ItemName name) {
        return new ApiException(ErrorCode.KEY_NOT_FOUND, "Deleted Key not found: " + name.value());
    }

    /** As for a vault without an HSM behind it. */
    static ApiException noHsmKeys() {
        return ApiException.badParameter(
                "This vault keeps no keys in HSMs: ask for a key type without -HSM.");
    }

    static ApiException notExportable() {
        return new ApiException(
                ErrorCode.KEY_OPERATION_FORBIDDEN,
                "Operation release is not permitted on this key: it is not exportable.");
    }

    static ApiException noAttestation() {
        return ApiException.badParameter(
                "There is no attestation of this key: this vault keeps none of its keys'.");
    }

    static ApiException disabled(KeyUse use) {
        return new ApiException(
                ErrorCode.KEY_DISABLED,
                "Operation %s is not allowed on a disabled key."
                        .formatted(use.operation().wireName()));
    }

    static ApiException notPermitted(KeyUse use) {
        return new ApiException(
                ErrorCode.KEY_OPERATION_FORBIDDEN,
                "Operation %s is not permitted on this key.".formatted(use.operation().wireName()));
    }

    static ApiException notYetValid(KeyUse use) {
        return new ApiException(
                ErrorCode.KEY_NOT_YET_VALID,
                "Operation %s is not allowed on a key that is not valid yet."
                        .formatted(use.operation().wireName()));
    }

    static ApiException expired(KeyUse use) {
        return new ApiException(
                ErrorCode.KEY_EXPIRED,
                "Operation %s is not allowed on an expired key."
                        .formatted(use.operation().wireName()));
    }

    /** What the HSM lacks. */
    static ApiException of(NotOfferedException lacking) {
        return ApiException.badParameter(String.valueOf(lacking.getMessage()));
    }

    /** What a caller gave does not go with its key. */
    static ApiException of(BadInputException bad) {
        String text = String.valueOf(bad.getMessage());
        return ApiException.badParameter(
                Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".");
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
                    new ApiException(ErrorCode.KEY_NOT_FOUND, "Deleted Key not found: " + name);
            case Result.ItemIsDeleted() ->
                    new ApiException(
                            ErrorCode.OBJECT_IS_DELETED,
                            "Key "
                                    + name
                                    + " is currently in a deleted but recoverable state, and its"
                                    + " name cannot be reused; in this state, the key can only"
                                    + " be recovered or purged.");
            case Result.ItemExists() ->
                    new ApiException(
                            ErrorCode.CONFLICT,
                            "A key with the name " + name + " exists in this key vault.");
            case Result.PurgeProtected() ->
                    new ApiException(
                            ErrorCode.FORBIDDEN,
                            "Operation \"purge\" is not allowed: purge protection is enabled for"
                                    + " this vault.");
            case Result.TimesContradict() ->
                    ApiException.badParameter("The attribute exp must be later than nbf.");
            case Result.ReleasePolicyFixed() ->
                    ApiException.badParameter(
                            "AKV.SKR.1020: The release policy of this key cannot be changed.");
            case Result.KeyChanged() ->
                    new ApiException(
                            ErrorCode.CONFLICT,
                            "The key was changed while it was being rotated. Try again.");
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
                    Result.PurgedDue(_),
                    Result.PolicyChanged(),
                    Result.RoleAssignmentMissing(),
                    Result.RoleAssignmentRemoved(),
                    Result.LevelUnsupported(_) ->
                    new ApiException(
                            ErrorCode.INTERNAL_ERROR, "The cluster gave an unexpected answer.");
        };
    }
}
