package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.item.ItemInput;
import io.strongroom.server.key.release.ReleaseRules;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;

import java.util.Optional;
import java.util.Set;

/**
 * What a body says about a key's leaving the vault: {@code attributes.exportable} and {@code
 * release_policy}. Source: Key Vault REST API, KeyAttributes, KeyReleasePolicy.
 */
final class ExportInput {
    private static final String JSON = "application/json";
    private static final String USUAL_TYPE = JSON + "; charset=utf-8";
    private static final int MAX_TYPE_CHARS = 128;
    private static final int MAX_DATA_BYTES = 32 * 1024;

    private ExportInput() {}

    /**
     * Of a new version: an exportable key has a policy, and no other.
     *
     * @param operations what it is to do
     * @throws ApiException BadParameter for one without the other, or a policy that is none
     */
    static Optional<ReleasePolicy> ofNew(ItemInput item, Set<KeyOperation> operations) {
        Optional<ReleasePolicy> policy = policy(item);
        if (exportable(item).orElse(false) != policy.isPresent()) {
            throw ApiException.badParameter(
                    "A key that is exportable has a release_policy, and a key with a release_policy"
                            + " is exportable.");
        }
        if (policy.isPresent() && operations.contains(KeyOperation.IMPORT)) {
            throw ApiException.badParameter(
                    "A key with the operation import is not exportable: it opens other keys.");
        }
        return policy;
    }

    /**
     * Of an update. Whether the policy may be changed is seen when that is applied.
     *
     * @throws ApiException BadParameter when it is none
     */
    static Optional<ReleasePolicy> ofUpdate(ItemInput item) {
        return policy(item);
    }

    /** Refuses an update that would make the key exportable, or no longer so. */
    static void requireUnchanged(KeyVersion key, boolean exportable) {
        if (exportable != key.releasePolicy().isPresent()) {
            throw ApiException.badParameter(
                    "Whether a key is exportable is said when its version is made, and not"
                            + " changed.");
        }
    }

    static Optional<Boolean> exportable(ItemInput item) {
        return item.attributes()
                .flatMap(node -> ItemInput.member(node, "exportable"))
                .map(node -> ItemInput.flag(node, "exportable"));
    }

    private static Optional<ReleasePolicy> policy(ItemInput item) {
        return ItemInput.member(item.root(), "release_policy").map(ExportInput::policy);
    }

    private static ReleasePolicy policy(JsonNode node) {
        if (!node.isObject()) {
            throw ItemInput.wrongType("release_policy", "an object");
        }
        String type =
                ItemInput.member(node, "contentType")
                        .map(text -> ItemInput.text(text, "release_policy.contentType"))
                        .orElse(USUAL_TYPE);
        if (!type.startsWith(JSON) || type.length() > MAX_TYPE_CHARS) {
            throw ApiException.badParameter(
                    "The property release_policy.contentType is not " + JSON + ".");
        }
        String data =
                ItemInput.member(node, "data")
                        .map(text -> ItemInput.text(text, "release_policy.data"))
                        .orElseThrow(() ->
                                ApiException.badParameter(
                                        "The property release_policy.data is required."));
        byte[] bytes = JwkInput.decoded(data, "release_policy.data", MAX_DATA_BYTES);
        return new ReleasePolicy(
                type,
                Bytes.copyOf(ReleaseRules.normalized(bytes)),
                ItemInput.member(node, "immutable")
                        .map(flag -> ItemInput.flag(flag, "release_policy.immutable"))
                        .orElse(false));
    }
}
