package io.strongroom.server.key;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.item.ItemErrors;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.Result;

/** Refusals of the keys API and their texts; clients match on parts of some of them. */
final class KeyErrors {
    private static final ItemErrors COMMON = new ItemErrors("key", ErrorCode.KEY_NOT_FOUND);

    private KeyErrors() {}

    static ApiException notFound(String nameOrId) {
        return COMMON.notFound(nameOrId);
    }

    static ApiException deletedNotFound(ItemName name) {
        return COMMON.deletedNotFound(name.value());
    }

    /** As for a vault without an HSM behind it. */
    static ApiException noHsmKeys() {
        return ApiException.badParameter(
                "This vault keeps no keys in HSMs: ask for a key type without -HSM.");
    }

    /** Of a backup: what wrapped the key in it is gone, and so is the key. */
    static ApiException rootKeyRetired(int generation) {
        return ApiException.badParameter(
                "The backup blob holds a key of an HSM under the root key of generation %d, which was retired: it cannot be restored any more."
                        .formatted(generation));
    }

    static ApiException notExportable() {
        return new ApiException(
                ErrorCode.KEY_OPERATION_FORBIDDEN,
                "Operation release is not permitted on this key: it is not exportable.");
    }

    /** As for a vault of Azure's, where only a Managed HSM has attestations. */
    static ApiException noAttestation(KeyVersion key) {
        return new ApiException(
                ErrorCode.NOT_SUPPORTED,
                key.material().inHsm()
                        ? "There is no attestation of this key: the vault's HSM makes none over"
                                + " PKCS#11."
                        : "There is no attestation of this key: it is kept in software.");
    }

    static ApiException releaseOfDisabled() {
        return new ApiException(
                ErrorCode.KEY_DISABLED, "Operation release is not allowed on a disabled key.");
    }

    static ApiException notReleased() {
        return new ApiException(
                ErrorCode.FORBIDDEN,
                "The attestation token in target is refused: what it claims does not satisfy the"
                        + " key's release policy.");
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

    /** See {@link ItemErrors#of}; some refusals only keys have. */
    static ApiException of(Result refusal, String host, String name) {
        return switch (refusal) {
            case Result.ReleasePolicyFixed() ->
                    ApiException.badParameter(
                            "AKV.SKR.1020: The release policy of this key cannot be changed:"
                                    + " whether a key is exportable is settled by its first"
                                    + " version, and an immutable policy stays.");
            default -> COMMON.of(refusal, host, name);
        };
    }
}
