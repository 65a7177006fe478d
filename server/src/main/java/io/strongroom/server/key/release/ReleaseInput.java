package io.strongroom.server.key.release;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.Text;
import io.strongroom.server.item.ItemInput;

import java.util.Optional;

/**
 * The body of a release. Source: Key Vault REST API, KeyReleaseParameters.
 *
 * @param target the attestation token
 * @param nonce comes back as it is
 */
public record ReleaseInput(String target, Optional<String> nonce, ReleaseWrap wrap) {
    private static final int MAX_TARGET_CHARS = 128 * 1024;
    private static final int MAX_NONCE_CHARS = 1024;

    public static ReleaseInput of(byte[] body) {
        JsonNode root = Json.read(body);
        if (!root.isObject()) {
            throw ApiException.badParameter("The request body must be a JSON object.");
        }
        String target =
                text(root, "target", MAX_TARGET_CHARS)
                        .filter(token -> !token.isEmpty())
                        .orElseThrow(() ->
                                ApiException.badParameter("The property target is required."));
        ReleaseWrap wrap =
                text(root, "enc", MAX_NONCE_CHARS)
                        .map(name ->
                                ReleaseWrap.named(name)
                                        .orElseThrow(() ->
                                                ApiException.badParameter(
                                                        "The property enc is "
                                                                + Text.shown(name)
                                                                + "; there are"
                                                                + " CKM_RSA_AES_KEY_WRAP,"
                                                                + " RSA_AES_KEY_WRAP_256 and"
                                                                + " RSA_AES_KEY_WRAP_384.")))
                        .orElse(ReleaseWrap.SHA_1);
        return new ReleaseInput(target, text(root, "nonce", MAX_NONCE_CHARS), wrap);
    }

    private static Optional<String> text(JsonNode root, String name, int most) {
        Optional<String> text =
                ItemInput.member(root, name).map(node -> ItemInput.text(node, name));
        if (text.isPresent() && text.get().length() > most) {
            throw ApiException.badParameter("The property " + name + " is too long.");
        }
        return text;
    }

    @Override
    public String toString() {
        return "ReleaseInput[" + wrap + "]";
    }
}
