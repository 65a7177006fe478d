package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.item.ItemInput;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A key wrapped to an exchange key, as {@code key_hsm} of an import brings it. Source: Azure Key
 * Vault, "Bring your own key specification", key transfer blob.
 *
 * @param exchange the key that it is wrapped to
 * @param version of it; empty for the latest
 * @param ciphertext of CKM_RSA_AES_KEY_WRAP
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ByokBlob(ItemName exchange, Optional<VersionId> version, byte[] ciphertext) {
    private static final int MAX_BYTES = 32 * 1024;
    private static final String SCHEMA = "1.0.0";
    private static final String WRAP = "CKM_RSA_AES_KEY_WRAP";

    /**
     * Reads the blob.
     *
     * @param keyHsm the JSON in base64url
     * @param vault which the exchange key has to be in
     * @throws ApiException BadParameter, naming what is wrong
     */
    static ByokBlob read(String keyHsm, PublicNames names, VaultName vault) {
        JsonNode root = object(JwkInput.decoded(keyHsm, "key.key_hsm", MAX_BYTES));
        if (!text(root, "schema_version").equals(SCHEMA)) {
            throw wrong("its schema_version is not " + SCHEMA);
        }
        JsonNode header =
                ItemInput.member(root, "header")
                        .filter(JsonNode::isObject)
                        .orElseThrow(() -> wrong("it has no header"));
        if (!text(header, "alg").equals("dir") || !text(header, "enc").equals(WRAP)) {
            throw wrong("its header has to have the alg dir and the enc " + WRAP);
        }
        byte[] ciphertext =
                JwkInput.decoded(text(root, "ciphertext"), "key.key_hsm.ciphertext", MAX_BYTES);
        String[] path = path(text(header, "kid"), names, vault);
        try {
            return new ByokBlob(
                    new ItemName(path[2]),
                    path.length == 4 ? Optional.of(new VersionId(path[3])) : Optional.empty(),
                    ciphertext);
        } catch (IllegalArgumentException e) {
            throw otherKid();
        }
    }

    private static JsonNode object(byte[] bytes) {
        JsonNode root;
        try {
            root = Json.read(bytes);
        } catch (ApiException e) {
            throw wrong("it is not JSON"); // The other text would mean the request's body.
        }
        if (!root.isObject()) {
            throw wrong("it is not a JSON object");
        }
        return root;
    }

    private static String text(JsonNode object, String name) {
        return ItemInput.member(object, name)
                .map(node -> ItemInput.text(node, "key.key_hsm." + name))
                .orElseThrow(() -> wrong("it has no " + name));
    }

    /** "", "keys", name and perhaps version. */
    private static String[] path(String kid, PublicNames names, VaultName vault) {
        try {
            URI uri = new URI(kid);
            String[] path = String.valueOf(uri.getPath()).split("/", -1);
            boolean ours = isOurs(uri) && names.vaultOf(uri.getHost()).equals(vault);
            if (ours
                    && (path.length == 3 || path.length == 4)
                    && path[1].equalsIgnoreCase("keys")) {
                return path;
            }
        } catch (URISyntaxException | ApiException e) {
            // Refused below.
        }
        throw otherKid();
    }

    /** Whether it has the parts that ids have, and no more; the port is the client's affair. */
    private static boolean isOurs(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme())
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    private static ApiException otherKid() {
        return wrong("its header's kid is not the id of a key in this vault");
    }

    private static ApiException wrong(String what) {
        return ApiException.badParameter(
                "The property key.key_hsm is not a key transfer blob: " + what + ".");
    }

    @Override
    public String toString() {
        return "ByokBlob[" + exchange + "]";
    }
}
