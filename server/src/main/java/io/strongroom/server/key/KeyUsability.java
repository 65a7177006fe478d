package io.strongroom.server.key;

import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.KeyVersion;

/**
 * When a key may be used for what. A disabled key for nothing; before nbf and from exp on a key no
 * longer encrypts, signs or wraps, but still decrypts, verifies and unwraps. Source: Key Vault,
 * "About keys", key operations by state.
 */
final class KeyUsability {
    private KeyUsability() {}

    /**
     * Refuses what may not be.
     *
     * @param nowSeconds Unix seconds
     * @throws io.strongroom.server.http.ApiException 403
     */
    static void require(KeyVersion key, KeyUse use, long nowSeconds) {
        ItemAttributes attributes = key.attributes();
        if (!attributes.enabled()) {
            throw KeyErrors.disabled(use);
        }
        if (!key.operations().contains(use.operation())) {
            throw KeyErrors.notPermitted(use);
        }
        if (!use.protects()) {
            return;
        }
        if (attributes.notBefore().isPresent() && nowSeconds < attributes.notBefore().getAsLong()) {
            throw KeyErrors.notYetValid(use);
        }
        if (attributes.expires().isPresent() && nowSeconds >= attributes.expires().getAsLong()) {
            throw KeyErrors.expired(use);
        }
    }
}
