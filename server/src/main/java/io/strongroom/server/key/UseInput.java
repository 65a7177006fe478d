package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.key.OctKey.Beside;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.item.ItemInput;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request to use a key. Source: Key Vault REST API, KeyOperationsParameters,
 * KeySignParameters, KeyVerifyParameters.
 *
 * @param alg the algorithm's name as it came
 * @param value what is encrypted, decrypted, wrapped, unwrapped or signed; of a verification the
 *     signature
 * @param digest of a verification; empty otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one call, is never compared or printed.
record UseInput(String alg, byte[] value, byte[] digest, Beside beside) {
    /** More than any algorithm takes at once, and less than a body may have. */
    private static final int MAX_BYTES = 64 * 1024;

    static UseInput of(KeyUse use, byte[] body) {
        JsonNode root = Json.read(body);
        if (!root.isObject()) {
            throw ApiException.badParameter("The request body must be a JSON object.");
        }
        String alg =
                ItemInput.member(root, "alg")
                        .map(node -> ItemInput.text(node, "alg"))
                        .orElseThrow(
                                () -> ApiException.badParameter("The property alg is required."));
        byte[] digest = use == KeyUse.VERIFY ? required(root, "digest") : new byte[0];
        return new UseInput(
                alg,
                required(root, "value"),
                digest,
                new Beside(orNull(root, "iv"), orNull(root, "aad"), orNull(root, "tag")));
    }

    private static byte[] required(JsonNode root, String name) {
        byte[] bytes = orNull(root, name);
        if (bytes == null) {
            throw ApiException.badParameter("The property " + name + " is required.");
        }
        return bytes;
    }

    private static byte @Nullable [] orNull(JsonNode root, String name) {
        return ItemInput.member(root, name)
                .map(node -> JwkInput.decoded(ItemInput.text(node, name), name, MAX_BYTES))
                .orElse(null);
    }

    @Override
    public String toString() {
        return "UseInput[" + alg + "]";
    }
}
