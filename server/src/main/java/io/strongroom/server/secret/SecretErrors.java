package io.strongroom.server.secret;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.item.ItemErrors;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;

/** Refusals of the secrets API and their texts; clients match on parts of some of them. */
final class SecretErrors {
    private static final ItemErrors COMMON = new ItemErrors("secret", ErrorCode.SECRET_NOT_FOUND);

    private SecretErrors() {}

    static ApiException notFound(String nameOrId) {
        return COMMON.notFound(nameOrId);
    }

    static ApiException deletedNotFound(ItemName name) {
        return COMMON.deletedNotFound(name.value());
    }

    static ApiException disabled() {
        return new ApiException(
                ErrorCode.SECRET_DISABLED, "Operation get is not allowed on a disabled secret.");
    }

    /** See {@link ItemErrors#of}. */
    static ApiException of(Result refusal, String host, String name) {
        return COMMON.of(refusal, host, name);
    }
}
